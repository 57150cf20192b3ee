"""Make a token: a user's key for programs."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from parley import db, eventlog
from parley.actor import Actor
from parley.clock import now
from parley.errors import Conflict
from parley.ids import TokenId, new_id, stream_name
from parley.models import Token
from parley.policies.profile import clean_line
from parley.queries.actor import get_current, hash_token
from parley.queries.token import count_tokens

PREFIX = "parley_"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Created:
    """A token with its value, which is shown this once: the table has its hash."""

    id: TokenId
    name: str
    value: str
    created_at: datetime


async def create_token(*, actor: Actor, name: str) -> Created:
    """Raises Invalid, Conflict (a user has at most 100)."""
    name = clean_line("name", name, longest=100)
    created = Created(TokenId(new_id()), name, PREFIX + secrets.token_urlsafe(32), now())
    async with db.transaction() as tx:
        # Nothing is announced: the lock makes those wait who would count at the same time, or deactivate the user.
        await eventlog.lock(tx, stream_name("user", actor.user_id))
        await get_current(tx, actor)
        if await count_tokens(tx, actor.user_id) >= _MOST:
            raise Conflict(f"You have {_MOST} tokens. Revoke one that is not used any more.")
        await tx.insert(
            Token(
                id=created.id,
                user_id=actor.user_id,
                name=name,
                hash=hash_token(created.value),
                created_at=created.created_at,
            )
        )
    return created
