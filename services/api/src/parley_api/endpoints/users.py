"""The people and bots of the workspace."""

from uuid import UUID

import msgspec
from dmr import Path, Query

from parley import db
from parley.errors import NotFound
from parley.events import User
from parley.ids import UserId
from parley.queries import cursor
from parley.queries.user import get_user, list_users
from parley_api.controller import ApiController, refuses
from parley_api.shapes import ListQuery, Shown


class UserList(Shown, frozen=True, kw_only=True):
    users: list[User]
    cursor: str | None


class UserPath(msgspec.Struct, frozen=True):
    user: UUID


class UsersController(ApiController):
    """Everybody in the workspace; a guest sees those who share a channel with them."""

    async def get(self, parsed_query: Query[ListQuery]) -> UserList:
        """List users, deactivated ones too."""
        limit = parsed_query.limit
        rows = await list_users(
            db.reader, visible_to=self.actor, after=cursor.after(parsed_query.cursor), limit=limit + 1
        )
        page = cursor.page(rows, limit)
        return UserList(users=[row.wire() for row in page.rows], cursor=page.cursor)


class UserController(ApiController):
    """One user."""

    @refuses(NotFound)
    async def get(self, parsed_path: Path[UserPath]) -> User:
        """Get a user."""
        row = await get_user(db.reader, UserId(parsed_path.user), visible_to=self.actor)
        return row.wire()
