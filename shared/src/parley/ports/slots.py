"""How many requests leave at once, in all and for one host."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _Host:
    semaphore: asyncio.Semaphore
    users: int = 0


class Slots:
    """Semaphores that are taken in one order, so that no two holders wait for each other."""

    def __init__(self, *, total: int, per_host: int, wait_seconds: float) -> None:
        self._total = asyncio.Semaphore(total)
        self._per_host = per_host
        self._wait_seconds = wait_seconds
        self._hosts: dict[str, _Host] = {}  # only those in use, so it is as bounded as its callers

    @asynccontextmanager
    async def hold(self, host: str) -> AsyncIterator[None]:
        """A slot for `host`; who waits for a slow host holds none of the others' slots. Raises TimeoutError."""
        own = self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._per_host)))
        own.users += 1
        try:
            async with AsyncExitStack() as held:
                async with asyncio.timeout(self._wait_seconds):
                    await held.enter_async_context(own.semaphore)
                    await held.enter_async_context(self._total)
                yield
        finally:
            own.users -= 1
            if own.users == 0:
                del self._hosts[host]
