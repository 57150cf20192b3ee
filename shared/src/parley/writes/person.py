"""Let a person in: account, user, #general and more channels; shared by invites and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from parley import db, eventlog
from parley.errors import EmailTaken, HandleTaken
from parley.events import Role, User
from parley.ids import StreamName
from parley.queries.channel import ChannelRow
from parley.queries.workspace import WorkspaceRow
from parley.writes.membership import Join, insert_memberships
from parley.writes.user import insert_account, insert_user


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be let in; each field as the policies leave it."""

    name: str
    handle: str
    email: str
    password_hash: str
    role: Role
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class LetIn:
    user: User
    account_id: UUID


async def insert_person(
    tx: db.Transaction,
    person: Person,
    *,
    workspace: WorkspaceRow,
    channels: Sequence[ChannelRow],
    by: UUID | None,
    locked: dict[StreamName, eventlog.Stream],
) -> LetIn:
    """The workspace's stream and those of `channels` are locked. Raises EmailTaken, HandleTaken.

    `by`: whose invite it was; the person themselves where there was none.
    """
    try:
        async with tx.together():
            account = await insert_account(
                tx,
                email=person.email,
                password_hash=person.password_hash,
                is_confirmed=person.is_confirmed,
            )
            user, stream = await insert_user(
                tx,
                workspace_id=workspace.id,
                account_id=account.id,
                handle=person.handle,
                name=person.name,
                role=person.role,
                workspace_stream=locked[workspace.stream],
            )
    except UniqueViolation as error:
        if error.diag.constraint_name == "user_handle":
            raise HandleTaken(f"There is a @{person.handle} already. Choose another handle.") from None
        raise EmailTaken from None
    joins = [Join(channel.wire(), locked[channel.stream], user.id, stream) for channel in channels]
    await insert_memberships(tx, joins, by=by or user.id)
    return LetIn(user, account.id)
