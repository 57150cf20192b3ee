"""Who is in a channel."""

from http import HTTPStatus
from uuid import UUID

import msgspec
from dmr import Path, Query, modify

from parley import db
from parley.actions.member.add import add_member
from parley.actions.member.remove import remove_member
from parley.clock import wire
from parley.errors import ChannelArchived, Forbidden, GeneralStays, NotAMember, NotFound
from parley.ids import ChannelId, UserId, find_id
from parley.queries import cursor
from parley.queries.member import list_members
from parley_api.controller import ApiController, refuses
from parley_api.shapes import ChannelPath, ListQuery, Shown


class Member(Shown, frozen=True, kw_only=True):
    user: UUID
    joined_at: str


class MemberList(Shown, frozen=True, kw_only=True):
    members: list[Member]
    cursor: str | None


class MemberPath(msgspec.Struct, frozen=True):
    """`user` is an id, or `me` for the caller."""

    channel: UUID
    user: str


class MembersController(ApiController):
    """A channel's members."""

    @refuses(NotFound)
    async def get(self, parsed_path: Path[ChannelPath], parsed_query: Query[ListQuery]) -> MemberList:
        """List the members."""
        limit = parsed_query.limit
        rows = await list_members(
            db.reader,
            ChannelId(parsed_path.channel),
            visible_to=self.actor,
            after=cursor.after(parsed_query.cursor),
            limit=limit + 1,
        )
        page = cursor.page(rows, limit, key="user")
        members = [Member(user=row.user, joined_at=wire(row.joined_at)) for row in page.rows]
        return MemberList(members=members, cursor=page.cursor)


class MemberController(ApiController):
    """One membership; `me` stands for the caller."""

    @refuses(NotFound, Forbidden, NotAMember, ChannelArchived)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def put(self, parsed_path: Path[MemberPath]) -> None:
        """Join, or add somebody."""
        await add_member(
            actor=self.actor, channel_id=ChannelId(parsed_path.channel), user_id=self._user(parsed_path.user)
        )

    @refuses(NotFound, Forbidden, GeneralStays)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self, parsed_path: Path[MemberPath]) -> None:
        """Leave, or remove somebody."""
        await remove_member(
            actor=self.actor, channel_id=ChannelId(parsed_path.channel), user_id=self._user(parsed_path.user)
        )

    def _user(self, given: str) -> UserId:
        if given == "me":
            return self.actor.user_id
        found = find_id(given)
        if found is None:
            raise NotFound("There is no such user.")
        return UserId(found)
