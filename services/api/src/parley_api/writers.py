"""The writes of one user in turn: who asks for many at once holds no more than a share of the connections.

Ten read positions of one person, say, all wait for the lock of that person's stream, each with a connection in hand.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from parley.turns import Turns

_AT_ONCE = 3
_WAITING = 100
_PATIENCE_SECONDS = 10.0

_turns: dict[UUID, Turns] = {}
_counts: Counter[UUID] = Counter()


@asynccontextmanager
async def turn(user: UUID) -> AsyncIterator[None]:
    """Raises Busy."""
    turns = _turns.get(user)
    if turns is None:
        turns = _turns[user] = Turns(at_once=_AT_ONCE, waiting=_WAITING, patience_seconds=_PATIENCE_SECONDS)
    _counts[user] += 1
    try:
        async with turns.turn():
            yield
    finally:
        _counts[user] -= 1
        if not _counts[user]:
            del _turns[user], _counts[user]
