"""An account's sessions, and what a sign-in is judged by."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.ids import AccountId, SessionId, UserId, WorkspaceId
from parley.models import Session, User


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in device."""

    id: SessionId
    agent: str
    address: str | None
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account that may sign in, its hashed password, and the user it signs in as."""

    account_id: AccountId
    password: str
    user_id: UserId
    workspace_id: WorkspaceId
    role: str


_LIST = db.statement(
    "select id, agent, host(address), created_at, seen_at from session"
    " where account_id = %(account)s and expires_at > now() and id > %(after)s order by id limit %(limit)s",
    SessionRow,
)
_FIND = db.plan(
    Session.objects.filter(id=db.param("id"), account_id=db.param("account")).values_list("id"), db.value
)
# The oldest user where an account has several; Parley-Workspace chooses another.
_CREDENTIALS = db.statement(
    """
    select a.id, a.password, u.id, u.workspace_id, u.role
    from account a join "user" u on u.account_id = a.id and u.deactivated_at is null
    where a.email = %(email)s and a.is_active order by u.created_at, u.id limit 1
    """,
    Credentials,
)
_USERS = db.plan(
    User.objects.filter(account_id=db.param("account")).order_by("id").values_list("id"), db.value
)


async def list_sessions(where: db.Where, *, of: Actor, after: UUID, limit: int) -> list[SessionRow]:
    """In the order of ids; none for a user without an account."""
    return await where.all(_LIST, account=of.account_id, after=after, limit=limit)


async def find_session(where: db.Where, session_id: SessionId, *, of: Actor) -> SessionId | None:
    """The session if it is one of the actor's account."""
    return await where.one(_FIND, id=session_id, account=of.account_id)


async def find_credentials(where: db.Where, email: str) -> Credentials | None:
    """What a password must match for this e-mail (in lower case); None where nobody signs in with it."""
    return await where.one(_CREDENTIALS, email=email)


async def list_users_of_account(where: db.Where, account_id: AccountId) -> list[UserId]:
    """An account's users in all workspaces: what ends a session is told to each."""
    return await where.all(_USERS, account=account_id)
