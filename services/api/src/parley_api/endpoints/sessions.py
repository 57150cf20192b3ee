"""Signing in and out, and the devices that are signed in."""

from http import HTTPStatus
from uuid import UUID

import msgspec
from django.http import HttpResponse
from dmr import Path, Query, ResponseSpec, modify, validate
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.session.end import end_session
from parley.actions.session.end_others import end_other_sessions
from parley.actions.session.start import start_session
from parley.clock import wire
from parley.errors import NotFound, RateLimited, WrongCredentials
from parley.events import User
from parley.ids import SessionId, find_id
from parley.queries import cursor
from parley.queries.session import list_sessions
from parley.queries.user import get_user
from parley.writes.session import Started
from parley_api import cookies
from parley_api.controller import ApiController, refuses
from parley_api.devices import device_of
from parley_api.shapes import Given, ListQuery, Shown


class SessionShown(Shown, frozen=True, kw_only=True):
    """A signed-in device; `current` is the one that asks."""

    id: UUID
    agent: str
    address: str | None
    created_at: str
    seen_at: str
    current: bool


class Credentials(Given, frozen=True, kw_only=True):
    email: str
    password: str


class SignedInShown(Shown, frozen=True, kw_only=True):
    session: SessionShown
    user: User


class SessionList(Shown, frozen=True, kw_only=True):
    sessions: list[SessionShown]
    cursor: str | None


class SessionPath(msgspec.Struct, frozen=True):
    session: str


def show_fresh(started: Started) -> SessionShown:
    """A session that has just begun, to who has it."""
    at = wire(started.created_at)
    return SessionShown(
        id=started.id, agent=started.agent, address=started.address, created_at=at, seen_at=at, current=True
    )


class SessionsController(ApiController):
    """The account's signed-in devices."""

    open_to_all = frozenset({"POST"})

    @refuses(WrongCredentials, RateLimited)
    @validate(ResponseSpec(SignedInShown, status_code=HTTPStatus.CREATED, cookies=cookies.SET))
    async def post(self, parsed_body: BodyMsgspec[Credentials]) -> HttpResponse:
        """Sign in: the answer sets the cookie."""
        signed_in = await start_session(
            email=parsed_body.email, password=parsed_body.password, device=device_of(self.request)
        )
        started, actor = signed_in.session, signed_in.actor
        user = await get_user(db.reader, actor.user_id, visible_to=actor)
        return self.to_response(
            SignedInShown(session=show_fresh(started), user=user.wire()),
            status_code=HTTPStatus.CREATED,
            cookies=cookies.sign_in(started.key),
        )

    async def get(self, parsed_query: Query[ListQuery]) -> SessionList:
        """List the account's sessions."""
        limit = parsed_query.limit
        rows = await list_sessions(
            db.reader, of=self.actor, after=cursor.after(parsed_query.cursor), limit=limit + 1
        )
        page = cursor.page(rows, limit)
        sessions = [
            SessionShown(
                id=row.id,
                agent=row.agent,
                address=row.address,
                created_at=wire(row.created_at),
                seen_at=wire(row.seen_at),
                current=row.id == self.actor.session_id,
            )
            for row in page.rows
        ]
        return SessionList(sessions=sessions, cursor=page.cursor)

    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self) -> None:
        """Sign all my other devices out."""
        await end_other_sessions(actor=self.actor)


class SessionController(ApiController):
    """One signed-in device; `current` stands for the one that asks."""

    @refuses(NotFound)
    @validate(
        ResponseSpec(None, status_code=HTTPStatus.NO_CONTENT, cookies=cookies.CLEARED),
    )
    async def delete(self, parsed_path: Path[SessionPath]) -> HttpResponse:
        """Sign a device out: its sockets end too."""
        session = self._session(parsed_path.session)
        await end_session(actor=self.actor, session_id=session)
        is_own = session == self.actor.session_id
        return self.to_response(
            None, status_code=HTTPStatus.NO_CONTENT, cookies=cookies.sign_out() if is_own else None
        )

    def _session(self, given: str) -> SessionId:
        if given == "current" and self.actor.session_id is not None:
            return self.actor.session_id
        found = find_id(given)
        if found is None:
            raise NotFound("There is no such session.")
        return SessionId(found)
