"""What tasks share on the worker's loop: opened at first use, closed in the reverse order."""

import asyncio
import contextvars
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog

log = structlog.get_logger()

type Opener[T] = Callable[[], AbstractAsyncContextManager[T]]


class Resources:
    """One value for each opener, such as an HTTP client or a connection pool; lives on one loop."""

    def __init__(self) -> None:
        self._held: dict[Opener[Any], _Held[Any]] = {}

    async def get[T](self, opener: Opener[T]) -> T:
        """What `opener` opens, the same for everyone who asks. Where it fails, the next call tries again."""
        held = self._held.get(opener)
        if held is None:
            held = self._held[opener] = _Held(opener)
        try:
            return await asyncio.shield(held.opened)
        except Exception:
            if self._held.get(opener) is held:
                del self._held[opener]
            raise

    def owners(self) -> set[asyncio.Task[None]]:
        return {held.owner for held in self._held.values()}

    async def close(self, *, seconds: float) -> None:
        """Close all, the youngest first; what takes longer than `seconds` is cancelled."""
        while self._held:
            _, held = self._held.popitem()
            await held.close(seconds=seconds)


class _Held[T]:
    """A value between its opening and its closing, both done by one task, as cancel scopes want it."""

    def __init__(self, opener: Opener[T]) -> None:
        self.opened: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._is_closing = asyncio.Event()
        # An empty context: the value outlives the task that asked first, and must not log in its name.
        self.owner = asyncio.create_task(self._hold(opener), context=contextvars.Context())

    async def _hold(self, opener: Opener[T]) -> None:
        try:
            async with opener() as value:
                self.opened.set_result(value)
                await self._is_closing.wait()
        except asyncio.CancelledError:
            self.opened.cancel()
            raise
        except Exception as fault:
            if not self.opened.done():
                self.opened.set_exception(fault)
            else:
                log.exception("resource.not_closed", resource=getattr(opener, "__name__", repr(opener)))

    async def close(self, *, seconds: float) -> None:
        self._is_closing.set()
        _, unfinished = await asyncio.wait({self.owner}, timeout=seconds)
        for task in unfinished:
            task.cancel()
            await asyncio.wait({task}, timeout=seconds)
