"""Start a session: shared by sign-in, set-up, invites and resets. Checks nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from parley import db
from parley.clock import now
from parley.ids import SessionId, new_id
from parley.models import Session
from parley.sessions import hash_key

# As long as the cookie lives (SESSION_COOKIE_AGE).
LIFETIME = timedelta(days=90)
_KEY_BYTES = 32
_AGENT_LENGTH = 512
_FORGET_EXPIRED = "delete from session where account_id = %(account)s and expires_at < now()"


@dataclass(frozen=True, slots=True)
class Device:
    """Where a session was started: what the browser says of itself, and its address."""

    agent: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Started:
    """A session with its key, which nobody knows but its caller: the table has a hash."""

    id: SessionId
    key: str
    agent: str
    address: str | None
    created_at: datetime


async def insert_session(
    tx: db.Transaction, *, account_id: UUID, user_id: UUID, auth_hash: str, device: Device
) -> Started:
    """The account's expired sessions go by the way, so that they never pile up."""
    await tx.execute(_FORGET_EXPIRED, account=account_id)
    at = now()
    started = Started(
        id=SessionId(new_id()),
        key=secrets.token_urlsafe(_KEY_BYTES),
        agent=device.agent.replace("\0", "")[:_AGENT_LENGTH],
        address=device.address,
        created_at=at,
    )
    await tx.insert(
        Session(
            id=started.id,
            key_hash=hash_key(started.key),
            account_id=account_id,
            user_id=user_id,
            auth_hash=auth_hash,
            agent=started.agent,
            address=started.address,
            created_at=at,
            seen_at=at,
            expires_at=at + LIFETIME,
        )
    )
    return started
