"""Invites, and the people who come by them."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpResponse
from dmr import Path, Query, ResponseSpec, modify, validate
from dmr.plugins.msgspec import BodyMsgspec

from parley import config, db
from parley.actions.invite.accept import accept_invite
from parley.actions.invite.create import WEEK_HOURS, create_invite
from parley.actions.invite.revoke import revoke_invite
from parley.actor import ROLES
from parley.clock import wire
from parley.errors import (
    ChannelArchived,
    EmailTaken,
    Forbidden,
    HandleTaken,
    InviteExpired,
    InviteNotFound,
    NotAMember,
    NotFound,
    RateLimited,
)
from parley.events import Workspace
from parley.ids import ChannelId, InviteId, find_id
from parley.policies.invite import MOST_CHANNELS, MOST_HOURS, MOST_USES
from parley.queries import cursor
from parley.queries.invite import InviteRow, MailState, get_invite_by_code, list_invites
from parley_api import cookies
from parley_api.controller import ApiController, refuses
from parley_api.devices import device_of
from parley_api.endpoints.setup import SignedUp
from parley_api.shapes import Email, Given, Handle, Line, ListQuery, Password, Shown, bounded


class NewInvite(Given, frozen=True, kw_only=True):
    """Whoever opens the link comes in with `role`, into #general and `channels`.

    With `email` the link is mailed there, and lets in one person.
    """

    role: Annotated[str, bounded(enum=list(ROLES))] = "member"
    expires_in_hours: Annotated[int, bounded(minimum=1, maximum=MOST_HOURS)] = WEEK_HOURS
    max_uses: Annotated[int, bounded(minimum=1, maximum=MOST_USES)] | None = None
    channels: Annotated[tuple[UUID, ...], bounded(maxItems=MOST_CHANNELS)] = ()
    email: Email | None = None


class InviteShown(Shown, frozen=True, kw_only=True):
    """`url` is the link to hand out; `mail` says what became of it where it was mailed."""

    id: UUID
    code: str
    url: str
    role: str
    created_by: UUID
    created_at: str
    expires_at: str
    max_uses: int | None
    uses: int
    email: str | None
    mail: MailState | None


class InviteList(Shown, frozen=True, kw_only=True):
    invites: list[InviteShown]
    cursor: str | None


class InvitePath(msgspec.Struct, frozen=True):
    """The code of the link, or the invite's id."""

    invite: str


class CodePath(msgspec.Struct, frozen=True):
    code: str


class Invitation(Shown, frozen=True, kw_only=True):
    """What a link leads to; `invited_by` is a person's name."""

    workspace: Workspace
    invited_by: str
    role: str
    expires_at: str
    email: str | None


class NewPerson(Given, frozen=True, kw_only=True):
    name: Line
    handle: Handle
    email: Email
    password: Password


def _show(row: InviteRow) -> InviteShown:
    return InviteShown(
        id=row.id,
        code=row.code,
        url=f"{config.current().public_url}/invite/{row.code}",
        role=row.role,
        created_by=row.created_by,
        created_at=wire(row.created_at),
        expires_at=wire(row.expires_at),
        max_uses=row.max_uses,
        uses=row.uses,
        email=row.email,
        mail=row.mail,
    )


class InvitesController(ApiController):
    """My invites; owners and admins see everybody's."""

    @refuses(Forbidden, NotFound, NotAMember, ChannelArchived, RateLimited)
    @modify(status_code=HTTPStatus.CREATED)
    async def post(self, parsed_body: BodyMsgspec[NewInvite]) -> InviteShown:
        """Make an invite."""
        row = await create_invite(
            actor=self.actor,
            role=parsed_body.role,
            expires_in_hours=parsed_body.expires_in_hours,
            max_uses=parsed_body.max_uses,
            channels=[ChannelId(each) for each in parsed_body.channels],
            email=parsed_body.email,
        )
        return _show(row)

    async def get(self, parsed_query: Query[ListQuery]) -> InviteList:
        """List the invites that still let people in, or did until their uses were taken."""
        limit = parsed_query.limit
        rows = await list_invites(
            db.reader, visible_to=self.actor, after=cursor.after(parsed_query.cursor), limit=limit + 1
        )
        page = cursor.page(rows, limit)
        return InviteList(invites=[_show(row) for row in page.rows], cursor=page.cursor)


class InviteController(ApiController):
    """One invite: by its code for whoever holds the link, by its id for those who made it."""

    open_to_all = frozenset({"GET"})

    @refuses(InviteNotFound, InviteExpired)
    async def get(self, parsed_path: Path[InvitePath]) -> Invitation:
        """Say who invites, and where to."""
        row = await get_invite_by_code(db.reader, parsed_path.invite)
        return Invitation(
            workspace=row.workspace(),
            invited_by=row.invited_by,
            role=row.role,
            expires_at=wire(row.expires_at),
            email=row.email,
        )

    @refuses(InviteNotFound)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self, parsed_path: Path[InvitePath]) -> None:
        """Revoke an invite: its link lets nobody in any more."""
        invite = find_id(parsed_path.invite)
        if invite is None:
            raise InviteNotFound
        await revoke_invite(actor=self.actor, invite_id=InviteId(invite))


class AcceptController(ApiController):
    """Coming in by a link."""

    open_to_all = frozenset({"POST"})

    @refuses(InviteNotFound, InviteExpired, HandleTaken, EmailTaken, RateLimited)
    @validate(ResponseSpec(SignedUp, status_code=HTTPStatus.CREATED, cookies=cookies.SET))
    async def post(self, parsed_path: Path[CodePath], parsed_body: BodyMsgspec[NewPerson]) -> HttpResponse:
        """Make an account and a user, and sign in."""
        accepted = await accept_invite(
            code=parsed_path.code,
            name=parsed_body.name,
            handle=parsed_body.handle,
            email=parsed_body.email,
            password=parsed_body.password,
            device=device_of(self.request),
        )
        return self.to_response(
            SignedUp(user=accepted.user, workspace=accepted.workspace),
            status_code=HTTPStatus.CREATED,
            cookies=cookies.sign_in(accepted.session.key),
        )
