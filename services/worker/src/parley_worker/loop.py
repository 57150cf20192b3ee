"""The one asyncio loop of a worker process, on a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import structlog
import uvloop

from parley_worker.resources import Opener, Resources

log = structlog.get_logger()


class WorkerLoop:
    """Runs the coroutines of every task, while Celery blocks on threads of its own."""

    def __init__(self) -> None:
        self.resources = Resources()
        self._loop = uvloop.new_event_loop()
        self._is_stopping = False
        # A daemon: a coroutine that never ends must not keep a stopped process alive.
        self._thread = threading.Thread(target=self._run, name="parley-loop", daemon=True)
        self._thread.start()

    def is_current(self) -> bool:
        """Whether the caller runs on this loop, where waiting for it would wait forever."""
        return threading.current_thread() is self._thread

    def submit[T](self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine from any thread, in a copy of that thread's context."""
        try:
            return asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:  # the loop is closed
            coroutine.close()
            raise

    def call(self, callback: Callable[[], object]) -> None:
        """Run a plain function on the loop soon; once the loop is closed, never."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback)

    def stop_sync(self, *, seconds: float) -> None:
        """Cancel what still runs, close the resources, end the thread; each step has `seconds`."""
        if not self._is_stopping:
            with suppress(TimeoutError):
                self.submit(self._close(seconds)).result(3 * seconds)
            self._is_stopping = True
            self.call(self._loop.stop)
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                self._loop.run_forever()
            except (SystemExit, KeyboardInterrupt) as fault:
                # asyncio lets these two out of a task and of run_forever. A task may end itself so,
                # but not the loop, and every other task with it.
                log.error("loop.exit_refused", fault=repr(fault))
        self._loop.close()

    async def _close(self, seconds: float) -> None:
        own = {asyncio.current_task()} | self.resources.owners()
        rest = asyncio.all_tasks() - own
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=seconds)
        await self.resources.close(seconds=seconds)
        await self._loop.shutdown_asyncgens()


_current: WorkerLoop | None = None
_starting = threading.Lock()


def process_loop() -> WorkerLoop:
    """The loop of this process, started by the first call."""
    global _current
    with _starting:
        if _current is None:
            _current = WorkerLoop()
        return _current


def is_on_process_loop() -> bool:
    return _current is not None and _current.is_current()


def stop_process_loop_sync(*, seconds: float) -> None:
    """Stop the loop of this process if there is one; a later `process_loop` starts another."""
    global _current
    with _starting:
        loop, _current = _current, None
    if loop is not None:
        loop.stop_sync(seconds=seconds)


async def resource[T](opener: Opener[T]) -> T:
    """For a task: the value that `opener`, an async context manager's function, opens once a process."""
    return await process_loop().resources.get(opener)
