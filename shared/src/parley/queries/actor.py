"""Who is behind a cookie or a token: read at every request, so compiled once and run on the pool."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.errors import Unauthenticated
from parley.ids import AccountId, SessionId, TokenId, UserId, WorkspaceId


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session or token that is good, with the user it acts as."""

    actor: Actor
    seen_at: datetime | None
    auth_hash: str
    password: str


# A session names its current user; the header Parley-Workspace may choose another of the same account.
_BY_SESSION = db.statement(
    """
    select s.id, s.account_id, u.id, u.workspace_id, u.role, s.seen_at, s.auth_hash, a.password
    from session s
        join account a on a.id = s.account_id and a.is_active
        join "user" u on u.account_id = a.id and u.deactivated_at is null
            and case when %(workspace)s::uuid is null then u.id = s.user_id else u.workspace_id = %(workspace)s end
    where s.key_hash = %(key)s and s.expires_at > now()
    """,
    lambda session, account, user, workspace, role, seen_at, auth_hash, password: SignedIn(
        Actor(
            user_id=UserId(user),
            workspace_id=WorkspaceId(workspace),
            role=role,
            account_id=AccountId(account),
            session_id=SessionId(session),
        ),
        seen_at,
        auth_hash,
        password,
    ),
)
_BY_TOKEN = db.statement(
    """
    select t.id, u.account_id, u.id, u.workspace_id, u.role, t.seen_at
    from token t
        join "user" u on u.id = t.user_id and u.deactivated_at is null
        left join account a on a.id = u.account_id
    where t.hash = %(hash)s and t.revoked_at is null and coalesce(a.is_active, true)
        and (%(workspace)s::uuid is null or u.workspace_id = %(workspace)s)
    """,
    lambda token, account, user, workspace, role, seen_at: SignedIn(
        Actor(
            user_id=UserId(user),
            workspace_id=WorkspaceId(workspace),
            role=role,
            account_id=account,
            token_id=TokenId(token),
        ),
        seen_at,
        "",
        "",
    ),
)


def hash_token(token: str) -> bytes:
    """What the table knows of a token."""
    return hashlib.sha256(token.encode()).digest()


_NOW = db.statement('select role from "user" where id = %(user)s and deactivated_at is null', db.value)


async def get_current(where: db.Where, actor: Actor) -> Actor:
    """The actor with the role they have now; for what must not be judged by an older one. Raises Unauthenticated."""
    role = await where.one(_NOW, user=actor.user_id)
    if role is None:
        raise Unauthenticated
    return replace(actor, role=role)


async def find_by_session(
    where: db.Where, *, key_hash: bytes, workspace: UUID | None = None
) -> SignedIn | None:
    """The good session with this key; the caller compares `auth_hash` with the password's (policies/session.py)."""
    return await where.one(_BY_SESSION, key=key_hash, workspace=workspace)


async def find_by_token(where: db.Where, *, token: str, workspace: UUID | None = None) -> SignedIn | None:
    return await where.one(_BY_TOKEN, hash=hash_token(token), workspace=workspace)
