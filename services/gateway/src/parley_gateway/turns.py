"""Hellos in turn: after a restart everybody comes back at once, and who is half through goes before who just came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from parley.errors import Busy

# Each hello reads several times. With all of them under way at once, each of its reads waits behind those of all the
# others, and every one is given up before the first is through.
_AT_ONCE = 16
_WAITING = 2_000
_PATIENCE_SECONDS = 30.0


class Turns:
    """So many at once, the others in the order in which they came; over the bound, or after so long, Busy."""

    def __init__(
        self,
        *,
        at_once: int = _AT_ONCE,
        waiting: int = _WAITING,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._limit, self._waiting = waiting, 0
        self._patience_seconds = patience_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises Busy."""
        if self._waiting >= self._limit:
            raise Busy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
