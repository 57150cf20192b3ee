"""The users of a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.clock import wire, wire_or_none
from parley.errors import NotFound
from parley.events import Me, Role, User
from parley.ids import UserId, WorkspaceId


@dataclass(frozen=True, slots=True)
class UserRow:
    id: UserId
    workspace_id: WorkspaceId
    account_id: UUID | None
    handle: str
    name: str
    title: str
    time_zone: str | None
    role: Role
    is_bot: bool
    deactivated_at: datetime | None
    created_at: datetime

    @property
    def profile(self) -> tuple[str | None, ...]:
        """What they say of themselves."""
        return self.name, self.handle, self.title, self.time_zone

    def wire(self) -> User:
        return User(
            id=self.id,
            handle=self.handle,
            name=self.name,
            title=self.title,
            time_zone=self.time_zone,
            role=self.role,
            is_bot=self.is_bot,
            deactivated_at=wire_or_none(self.deactivated_at),
            created_at=wire(self.created_at),
        )


# Of the user `u` and their account `a`, which a bot has not.
ME = """
    u.id, u.handle, u.name, u.title, u.time_zone, u.role, u.is_bot, u.deactivated_at, u.created_at, a.email,
    a.email_confirmed_at is not null"""


def as_me(*columns: Any) -> Me:
    """A user as they see themselves, from the columns `ME`."""
    id, handle, name, title, time_zone, role, is_bot, deactivated_at, created_at, email, is_confirmed = (
        columns
    )
    return Me(
        id=id,
        handle=handle,
        name=name,
        title=title,
        time_zone=time_zone,
        role=role,
        is_bot=is_bot,
        deactivated_at=wire_or_none(deactivated_at),
        created_at=wire(created_at),
        email=email,
        email_confirmed=is_confirmed,
    )


_COLUMNS = """
    u.id, u.workspace_id, u.account_id, u.handle, u.name, u.title, u.time_zone, u.role, u.is_bot, u.deactivated_at,
    u.created_at
"""
# A guest sees those who share a channel with them.
_VISIBLE = """
    u.workspace_id = %(workspace)s and (not %(guest)s or u.id = %(user)s or exists (
        select from membership mine join membership theirs on theirs.channel = mine.channel
        where mine.user_id = %(user)s and theirs.user_id = u.id))
"""
# One of them by id also where they left: whoever may read a message may know who wrote it. By `message_author`.
_WROTE = """
    u.workspace_id = %(workspace)s and exists (
        select from message m join membership mine on mine.channel = m.channel and mine.user_id = %(user)s
        where m.author = u.id)
"""
_GET = db.statement(
    f'select {_COLUMNS} from "user" u where u.id = %(id)s and (({_VISIBLE}) or ({_WROTE}))', UserRow
)
_LIST = db.statement(
    f'select {_COLUMNS} from "user" u where {_VISIBLE} and u.id > %(after)s order by u.id limit %(limit)s',
    UserRow,
)
_ANY = db.statement(f'select {_COLUMNS} from "user" u where u.id = %(id)s', UserRow)
_ME = db.statement(
    f'select {ME} from "user" u left join account a on a.id = u.account_id where u.id = %(user)s', as_me
)
_ACTIVE = db.statement(
    'select count(*) from "user" where id = any(%(ids)s::uuid[]) and workspace_id = %(workspace)s'
    " and deactivated_at is null",
    db.value,
)


def _seen_by(actor: Actor) -> dict[str, object]:
    return {"user": actor.user_id, "workspace": actor.workspace_id, "guest": actor.is_guest}


async def get_user(where: db.Where, user_id: UserId, *, visible_to: Actor) -> UserRow:
    """Raises NotFound."""
    row = await where.one(_GET, id=user_id, **_seen_by(visible_to))
    if row is None:
        raise NotFound("There is no such user, or you may not see them.")
    return row


async def get_any_user(where: db.Where, user_id: UserId) -> UserRow:
    """Whoever asks: for the server's operator. Raises NotFound."""
    row = await where.one(_ANY, id=user_id)
    if row is None:
        raise NotFound("There is no such user.")
    return row


async def get_me(where: db.Where, user_id: UUID) -> Me:
    """For that user alone, deactivated or not. Raises NotFound."""
    me = await where.one(_ME, user=user_id)
    if me is None:
        raise NotFound("There is no such user.")
    return me


async def count_owners(where: db.Where, workspace_id: WorkspaceId) -> int:
    """Those who are active."""
    return await where.one(_OWNERS, workspace=workspace_id) or 0


async def list_users(where: db.Where, *, visible_to: Actor, after: UUID, limit: int) -> list[UserRow]:
    """In the order of ids, deactivated ones too: their messages stay."""
    return await where.all(_LIST, after=after, limit=limit, **_seen_by(visible_to))


async def require_active_users(where: db.Where, ids: Sequence[UUID], *, workspace_id: WorkspaceId) -> None:
    """Raises NotFound unless all are active users of the workspace."""
    if await where.one(_ACTIVE, ids=list(ids), workspace=workspace_id) != len(set(ids)):
        raise NotFound("One of the people is not in this workspace, or deactivated.")


_OWNERS = db.statement(
    "select count(*) from \"user\" where workspace_id = %(workspace)s and role = 'owner'"
    " and deactivated_at is null and not is_bot",
    db.value,
)
_ACTOR = db.statement(
    """
    select u.id, u.workspace_id, u.role, u.account_id from "user" u left join account a on a.id = u.account_id
    where (u.deactivated_at is null or %(any)s)
        and (lower(u.handle) = %(name)s or a.email = %(name)s or u.id::text = %(name)s)
    order by u.created_at limit 1
    """,
    lambda user, workspace, role, account: Actor(
        user_id=UserId(user), workspace_id=WorkspaceId(workspace), role=role, account_id=account
    ),
)


async def get_actor(where: db.Where, name: str, *, also_deactivated: bool = False) -> Actor:
    """The user whom an operator names by handle, e-mail or id; raises NotFound."""
    actor = await where.one(_ACTOR, name=name.strip().lower().removeprefix("@"), any=also_deactivated)
    if actor is None:
        raise NotFound(f"There is no {'' if also_deactivated else 'active '}user {name}.")
    return actor
