"""The people and bots of the workspace."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from dmr import Path, Query, modify
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.user.update import Changes, update_user
from parley.actor import ROLES
from parley.errors import Forbidden, HandleTaken, LastOwner, NotFound
from parley.events import User
from parley.ids import UserId
from parley.queries import cursor
from parley.queries.user import get_me, get_user, list_users
from parley_api.controller import ApiController, refuses
from parley_api.shapes import Given, Handle, Line, ListQuery, Shown, TimeZone, Title, bounded


class UserList(Shown, frozen=True, kw_only=True):
    users: list[User]
    cursor: str | None


class UserPath(msgspec.Struct, frozen=True):
    """The user's id; `me` stands for the caller."""

    user: str


class UserShown(User, frozen=True, kw_only=True):
    """A user; the caller also sees their own e-mail address, and whether it is confirmed."""

    email: str | msgspec.UnsetType | None = msgspec.UNSET
    email_confirmed: bool | msgspec.UnsetType = msgspec.UNSET


class UserChanges(Given, frozen=True, kw_only=True):
    """What is left out stays as it is. Of others, owners and admins change `role` and `deactivated`."""

    name: Line | None = None
    handle: Handle | None = None
    title: Title | None = None
    time_zone: TimeZone | msgspec.UnsetType | None = msgspec.UNSET
    role: Annotated[str, bounded(enum=list(ROLES))] | None = None
    deactivated: bool | None = None


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
    """One user; a guest also sees who wrote in a channel of theirs and has left it."""

    @refuses(NotFound)
    async def get(self, parsed_path: Path[UserPath]) -> UserShown:
        """Get a user."""
        return await self._show(self._user(parsed_path))

    @refuses(NotFound, Forbidden, HandleTaken, LastOwner)
    async def patch(self, parsed_path: Path[UserPath], parsed_body: BodyMsgspec[UserChanges]) -> UserShown:
        """Change what I say of myself; as an owner or admin, somebody's role, and whether they are still here."""
        user = self._user(parsed_path)
        changes = Changes(**msgspec.structs.asdict(parsed_body))
        row = await update_user(actor=self.actor, user_id=user, changes=changes)
        if user == self.actor.user_id:
            return await self._show(user)
        return UserShown(**msgspec.structs.asdict(row.wire()))

    @refuses(NotFound, Forbidden, LastOwner)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self, parsed_path: Path[UserPath]) -> None:
        """Deactivate a user: sessions, tokens and sockets end, what they wrote stays. PATCH restores them."""
        await update_user(
            actor=self.actor, user_id=self._user(parsed_path), changes=Changes(deactivated=True)
        )

    async def _show(self, user: UserId) -> UserShown:
        if user == self.actor.user_id:
            return UserShown(**msgspec.structs.asdict(await get_me(db.reader, user)))
        row = await get_user(db.reader, user, visible_to=self.actor)
        return UserShown(**msgspec.structs.asdict(row.wire()))

    def _user(self, path: UserPath) -> UserId:
        if path.user == "me":
            return self.actor.user_id
        try:
            return UserId(UUID(path.user))
        except ValueError:
            raise NotFound("There is no such user, or you may not see them.") from None
