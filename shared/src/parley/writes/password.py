"""Hash a password: in a thread, for argon2 takes tens of milliseconds and 100 MiB by design, and few at once."""

import asyncio
from collections.abc import Callable

from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import check_password, make_password

from parley.turns import Turns

_AT_ONCE = 4
_WAITING = 500
_WAIT_SECONDS = 5.0
_LONGEST = 256
_turns: dict[asyncio.AbstractEventLoop, Turns] = {}


async def in_thread[**P, T](function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a slow blocking function in a thread, a few at once. Raises Busy when too many wait."""
    turns = _turns.setdefault(
        asyncio.get_running_loop(), Turns(at_once=_AT_ONCE, waiting=_WAITING, patience_seconds=_WAIT_SECONDS)
    )
    async with turns.turn():
        return await sync_to_async(function, thread_sensitive=False)(*args, **kwargs)


async def hash_password(password: str) -> str:
    """Raises Busy when too many wait."""
    return await in_thread(make_password, password)


async def matches(password: str, hashed: str) -> bool:
    """Whether `password`, whatever it is, is what was hashed. Raises Busy when too many wait."""
    return await in_thread(check_password, _bounded(password), hashed)


def _bounded(password: str) -> str:
    """Nothing that can be set as a password is longer, or can't be encoded: such a try is wrong like any other."""
    return password.encode("utf-8", "replace").decode() if len(password) <= _LONGEST else ""
