"""Channels: those I may see, and what they are called."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from dmr import Path, Query, ResponseSpec, modify, validate
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.channel.create import create_channel
from parley.actions.channel.update import Changes, update_channel
from parley.errors import (
    ChannelArchived,
    Forbidden,
    GeneralStays,
    IdTaken,
    NameTaken,
    NotAMember,
    NotFound,
)
from parley.ids import ChannelId, UserId, new_id
from parley.policies.channel import KINDS, MOST_MEMBERS
from parley.queries import cursor
from parley.queries.channel import get_channel, list_channels
from parley_api.controller import ApiController, refuses
from parley_api.shapes import ChannelPath, ChannelShown, Given, Line, ListQuery, Shown, bounded, show_channel

Kind = Annotated[str, bounded(enum=list(KINDS))]
Description = Annotated[str, bounded(maxLength=1000, pattern=r"^[^\x00]*$")]


class NewChannel(Given, frozen=True, kw_only=True):
    """`id` may be the client's own: then a repeat gets the first answer again."""

    kind: Kind
    name: Line
    description: Description = ""
    id: UUID | None = None
    members: Annotated[tuple[UUID, ...], bounded(maxItems=MOST_MEMBERS)] = ()


class ChannelChanges(Given, frozen=True, kw_only=True):
    """What is left out stays as it is."""

    name: Line | None = None
    description: Description | None = None
    kind: Kind | None = None
    archived: bool | None = None


class ChannelList(Shown, frozen=True, kw_only=True):
    channels: list[ChannelShown]
    cursor: str | None


class ChannelsController(ApiController):
    """All channels that I may see: public ones and mine, archived ones too."""

    @refuses(Forbidden, NotFound, NameTaken, IdTaken)
    @validate(
        ResponseSpec(ChannelShown, status_code=HTTPStatus.CREATED),
        ResponseSpec(
            ChannelShown, status_code=HTTPStatus.OK, description="A repeat: the channel was made before."
        ),
    )
    async def post(self, parsed_body: BodyMsgspec[NewChannel]) -> HttpResponse:
        """Create a channel, with me and `members` in it."""
        created = await create_channel(
            actor=self.actor,
            channel_id=ChannelId(parsed_body.id or new_id()),
            kind=parsed_body.kind,
            name=parsed_body.name,
            description=parsed_body.description,
            members=tuple(UserId(each) for each in parsed_body.members),
        )
        status = HTTPStatus.OK if created.is_repeat else HTTPStatus.CREATED
        return self.to_response(show_channel(created.channel), status_code=status)

    async def get(self, parsed_query: Query[ListQuery]) -> ChannelList:
        """List the channels that I may see."""
        limit = parsed_query.limit
        rows = await list_channels(
            db.reader, visible_to=self.actor, after=cursor.after(parsed_query.cursor), limit=limit + 1
        )
        page = cursor.page(rows, limit)
        return ChannelList(channels=[show_channel(row) for row in page.rows], cursor=page.cursor)


class ChannelController(ApiController):
    """One channel."""

    @refuses(NotFound)
    async def get(self, parsed_path: Path[ChannelPath]) -> ChannelShown:
        """Get a channel."""
        row = await get_channel(db.reader, ChannelId(parsed_path.channel), visible_to=self.actor)
        return show_channel(row)

    @refuses(NotFound, Forbidden, NotAMember, NameTaken, GeneralStays, ChannelArchived)
    async def patch(
        self, parsed_path: Path[ChannelPath], parsed_body: BodyMsgspec[ChannelChanges]
    ) -> ChannelShown:
        """Rename, describe, archive or restore a channel, make it private or public."""
        row = await update_channel(
            actor=self.actor,
            channel_id=ChannelId(parsed_path.channel),
            changes=Changes(
                name=parsed_body.name,
                description=parsed_body.description,
                kind=parsed_body.kind,
                archived=parsed_body.archived,
            ),
            if_version=self.if_match(),
        )
        return show_channel(row)

    @refuses(NotFound, Forbidden, GeneralStays)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self, parsed_path: Path[ChannelPath]) -> None:
        """Archive a channel; PATCH restores it."""
        await update_channel(
            actor=self.actor, channel_id=ChannelId(parsed_path.channel), changes=Changes(archived=True)
        )
