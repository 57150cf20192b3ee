"""A user's tokens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.errors import NotFound
from parley.ids import TokenId, UserId
from parley.models import Token


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: TokenId
    name: str
    created_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None


_GET = db.plan(
    Token.objects.filter(id=db.param("id"), user_id=db.param("user")).values_list(
        "id", "name", "created_at", "seen_at", "revoked_at"
    ),
    TokenRow,
)
_LIST = db.statement(
    "select id, name, created_at, seen_at, revoked_at from token"
    " where user_id = %(user)s and revoked_at is null and id > %(after)s"
    " order by id limit %(limit)s",
    TokenRow,
)
_COUNT = db.statement("select count(*) from token where user_id = %(user)s and revoked_at is null", db.value)


async def get_token(where: db.Where, token_id: TokenId, *, of: Actor) -> TokenRow:
    """A token of the actor's own, revoked or not. Raises NotFound."""
    row = await where.one(_GET, id=token_id, user=of.user_id)
    if row is None:
        raise NotFound("There is no such token.")
    return row


async def list_tokens(where: db.Where, *, of: Actor, after: UUID, limit: int) -> list[TokenRow]:
    """In the order of ids, without revoked ones."""
    return await where.all(_LIST, user=of.user_id, after=after, limit=limit)


async def count_tokens(where: db.Where, user: UserId) -> int:
    """Those that still work."""
    return await where.one(_COUNT, user=user) or 0
