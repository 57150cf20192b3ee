"""One run of a task that Celery handed to the pool: its limits, and how it ends."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, InvalidStateError, wait
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, Final

import structlog
from celery.exceptions import Reject, SoftTimeLimitExceeded, TimeLimitExceeded

from parley_worker.loop import WorkerLoop, process_loop

log = structlog.get_logger()

CLEANUP_SECONDS: Final = 2.0
"""How long a cancelled coroutine may take for its `finally`; then its thread goes on without it."""


class TaskExited(RuntimeError):
    """The task raised SystemExit or KeyboardInterrupt, which would have ended the loop under all others."""


class TaskCancelled(RuntimeError):
    """The task ended as cancelled although nobody asked for that: its own code let a cancellation out."""


class Job:
    """A coroutine on the loop, and the thread of Celery's that waits for it."""

    def __init__(
        self,
        *,
        task_id: str | None = None,
        soft_seconds: float | None = None,
        hard_seconds: float | None = None,
    ) -> None:
        self.task_id = task_id
        self.traced: Future[None] | None = None
        """Done once Celery has recorded what became of it; set by the pool."""
        self._soft_seconds = soft_seconds
        self._hard_seconds = hard_seconds
        self._end_asked: Future[None] = Future()
        self._is_cancelled = False  # this and _task belong to the loop's thread
        self._task: asyncio.Task[Any] | None = None

    def terminate(self, signal: int | None = None) -> None:
        """Cancel the coroutine, from any thread, once or more; Celery's requests call it by this name."""
        del signal  # there is no process to send it to
        with suppress(InvalidStateError):
            self._end_asked.set_result(None)

    def run_sync[T](self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run the coroutine that `call` makes and wait for it, on a thread that is not the loop's.

        Raises what it raises; SoftTimeLimitExceeded once it was cancelled at the soft limit;
        TimeLimitExceeded at the hard one; Reject, so that the broker gives it out again, once it was
        cancelled by `terminate`.
        """
        if self._end_asked.done():
            raise Reject("ended before it began", requeue=True)
        loop = process_loop()
        if loop.is_current():
            raise RuntimeError("a task was called on the loop: await its `coroutine` instead")
        outcome = loop.submit(self._limited(call))
        futures: list[Future[Any]] = [outcome, self._end_asked]
        wait(futures, timeout=self._hard_seconds, return_when=FIRST_COMPLETED)
        if outcome.done():
            return _own_result(outcome)
        is_asked = self._end_asked.done()
        self._cancel_sync(loop, outcome)
        if not is_asked:
            raise TimeLimitExceeded(self._hard_seconds)
        if outcome.done() and not outcome.cancelled():
            return outcome.result()  # it ended by itself all the same, and what it did counts
        raise Reject("cancelled by the worker", requeue=True)

    async def _limited[T](self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        self._task = asyncio.current_task()
        if self._is_cancelled:
            raise asyncio.CancelledError
        limit = asyncio.timeout(self._soft_seconds)
        try:
            # A cancellation inside, this exception outside: raised inside it would escape from the
            # middle of a TaskGroup and leave that group's children running.
            async with limit:
                return await call()
        except TimeoutError:
            if limit.expired():
                raise SoftTimeLimitExceeded(self._soft_seconds) from None
            raise
        except (SystemExit, KeyboardInterrupt) as fault:
            raise TaskExited(repr(fault)) from fault

    def _cancel_sync(self, loop: WorkerLoop, outcome: Future[Any]) -> None:
        # Not by outcome.cancel(), which would be done at once: the slot is held until the clean-up is over.
        loop.call(self._cancel)
        wait((outcome,), timeout=CLEANUP_SECONDS)
        if not outcome.done():
            log.error("job.ignores_cancellation", task_id=self.task_id)

    def _cancel(self) -> None:
        self._is_cancelled = True
        if self._task is not None:
            self._task.cancel()


def _own_result[T](outcome: Future[T]) -> T:
    try:
        return outcome.result()
    except CancelledError:
        raise TaskCancelled("the task cancelled itself") from None


current_job: ContextVar[Job | None] = ContextVar("current_job", default=None)
