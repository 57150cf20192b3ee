"""Answers that are kept for requests with an Idempotency-Key."""

from dataclasses import dataclass

from parley import db
from parley.ids import UserId

KEPT = "interval '24 hours'"


@dataclass(frozen=True, slots=True)
class Kept:
    digest: bytes
    status: int
    text: str


_FIND = db.statement(
    "select digest, status, answer from idempotency_key"
    f" where user_id = %(user)s and key = %(key)s and at > now() - {KEPT}",
    Kept,
)


async def find_answer(where: db.Where, user: UserId, key: str) -> Kept | None:
    """None where the key is new, or older than a day."""
    return await where.one(_FIND, user=user, key=key)
