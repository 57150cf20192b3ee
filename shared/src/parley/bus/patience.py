"""Waiting for Redis for so long, and no longer."""

import asyncio
from collections.abc import Coroutine
from typing import Any

_LOOKS = 5


async def in_time[T](asking: Coroutine[Any, Any, T], *, seconds: float) -> T:
    """Its result. Raises TimeoutError after `seconds` in which this loop was there to hear an answer.

    In slices, each of which looks anew: a loop that was busy for longer than `seconds` would come to the deadline
    before it reads the answer that is there, and a loaded process would take a Redis that is well for dead.
    """
    task = asyncio.ensure_future(asking)
    try:
        for _ in range(_LOOKS):
            await asyncio.wait([task], timeout=seconds / _LOOKS)
            if task.done():
                return task.result()
        raise TimeoutError
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
