"""The asyncio pool for Celery: `--pool=custom` with `CELERY_CUSTOM_WORKER_POOL=parley_worker.pool:AioPool`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any, Final

import structlog
from celery.concurrency.base import BasePool, apply_target

from parley.bus import broker
from parley_worker.job import CLEANUP_SECONDS, Job, current_job
from parley_worker.loop import process_loop, stop_process_loop_sync
from parley_worker.watchdog import STALL_SECONDS, Watchdog

log = structlog.get_logger()

broker.register()  # here, for Celery loads the pool before it connects

DRAIN_SECONDS: Final = 7.0
"""How long SIGTERM waits for running jobs, unless Celery's configuration has `worker_drain_seconds`.

With the clean-up of jobs and of resources after it, less than the 15 s that a supervisor gives.
"""


class AioPool(BasePool):
    """Up to `limit` jobs at once, each a coroutine on the process' loop and a thread that waits for it.

    The threads run Celery's tracer as it is, so retries, signals, error callbacks and results work as
    documented; they are cheap, for all they do is wait. Dispatch, not the loop, bounds the rate.
    """

    body_can_be_buffer = True
    signal_safe = False
    # Jobs beyond the limit stay in Celery's own queue, where a revoke still finds them.
    uses_semaphore = True
    limit: int

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._executor = ThreadPoolExecutor(self.limit, thread_name_prefix="tracer")
        self._jobs: set[Job] = set()
        self._hub: Any = None
        self._watchdog: Watchdog | None = None

    def on_start(self) -> None:
        seconds = self._configured("worker_stall_seconds", STALL_SECONDS)
        self._watchdog = Watchdog(process_loop(), seconds=seconds)

    def register_with_event_loop(self, loop: Any) -> None:
        """Keep Celery's own event loop (kombu's hub, nothing of asyncio); called at each connection."""
        self._hub = loop

    def on_apply(  # pyright: ignore[reportIncompatibleMethodOverride] - the base's does nothing
        self,
        target: Callable[..., Any],
        args: Any = None,
        kwargs: Any = None,
        *,
        callback: Any = None,
        accept_callback: Any = None,
        soft_timeout: float | None = None,
        timeout: float | None = None,
        correlation_id: str | None = None,
        **_: Any,
    ) -> Job:
        job = Job(
            task_id=correlation_id,
            soft_seconds=soft_timeout or self.options.get("soft_timeout"),
            hard_seconds=timeout or self.options.get("timeout"),
        )
        # Held here, for the request that called has only a weak reference, and terminates by it.
        self._jobs.add(job)
        trace = partial(apply_target, target, args, kwargs, callback, accept_callback)
        try:
            job.traced = self._executor.submit(self._trace, job, trace)
        except RuntimeError:  # stopped meanwhile: what was not acknowledged goes back to the queue
            self._jobs.discard(job)
        return job

    def _trace(self, job: Job, trace: Callable[[], None]) -> None:
        token = current_job.set(job)
        try:
            trace()
        except Exception:
            # What a task raises does not come so far: this is Celery's own, and nobody else would see it.
            log.exception("job.untraced", task_id=job.task_id)
        finally:
            current_job.reset(token)
            self._jobs.discard(job)
            self._release_slot()

    def _release_slot(self) -> None:
        semaphore = self.options.get("semaphore")
        if semaphore is not None and self._hub is not None and self.active:
            self._hub.call_soon(semaphore.release)  # it is not safe for threads; the hub is

    def terminate_job(self, pid: int, signal: int | None = None) -> None:
        """Nothing: it means a process, and ours is shared. Celery then calls `Job.terminate`."""

    def on_stop(self) -> None:
        """Warm shutdown: wait for what runs, then cut it off; also the end of a cold one."""
        self._drain_sync(self._configured("worker_drain_seconds", DRAIN_SECONDS))

    def on_terminate(self) -> None:
        self._drain_sync(0)

    def _configured(self, name: str, default: float) -> float:
        configured = self.app.conf.get(name) if self.app else None
        return default if configured is None else configured

    def _drain_sync(self, seconds: float) -> None:
        if self._watchdog is not None:
            self._watchdog.stop()  # from here on each step has its own end
        self._executor.shutdown(wait=False, cancel_futures=True)
        traced = {job.traced for job in self._jobs.copy() if job.traced is not None}
        _, running = wait(traced, timeout=seconds)
        if running:
            log.warning("pool.cut_off", jobs=len(running))
        for job in self._jobs.copy():
            job.terminate()
        wait(running, timeout=CLEANUP_SECONDS + 1)
        stop_process_loop_sync(seconds=1)

    def _get_info(self) -> dict[str, Any]:
        return {**super()._get_info(), "running": len(self._jobs)}
