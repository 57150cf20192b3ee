"""Turns at what only so many may do at once: who is half through goes before who just came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from parley.errors import Busy


class Turns:
    """So many at once, the others in the order in which they came; over the bound, or after so long, Busy."""

    def __init__(self, *, at_once: int, waiting: int, patience_seconds: float) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._limit, self._waiting = waiting, 0
        self._patience_seconds = patience_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises Busy."""
        if self._free.locked() and self._waiting >= self._limit:
            raise Busy(retry_after=1)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Busy(retry_after=1) from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
