"""The jobs that run in this process: claimed as places come free, and each brought to some end."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import structlog

from parley.actions.job.claim import LEASE_SECONDS, claim_jobs
from parley.actions.job.fail import fail_job
from parley.actions.job.finish import finish_job
from parley.actions.job.give_back import give_back_job
from parley.errors import ParleyError
from parley.ports.http import OutboundError
from parley.ports.mail import MailFailed
from parley.queries.job import ClaimedJob
from parley_worker.draining import is_draining
from parley_worker.kinds import RUN
from parley_worker.tasks.failures import CannotSucceed

log = structlog.get_logger()

AT_ONCE: Final = 200
_A_CLAIM: Final = 50
_CLAIM_SECONDS: Final = 60
"""Then a run of the task begins nothing more, and the next sweep's goes on: none is endless."""
_JOB_SECONDS: Final = LEASE_SECONDS - 15
"""Ends before the lease does: the next who claims it must not run beside this one."""
_SETTLE_SECONDS: Final = 8.0
_GIVE_BACK_SECONDS: Final = 1.5
"""Within the time that the pool leaves to what it cuts off."""


class Crew:
    """At most `AT_ONCE` jobs, and one suspect among them. All its calls are made on one loop."""

    def __init__(self) -> None:
        self._running = 0
        self._has_suspect = False
        self._is_claiming = False
        self._is_nudged = False
        self._freed = asyncio.Event()

    async def work(self) -> None:
        """Run what is due until nothing is, and return when all that was begun here has ended.

        One at a time claims; who comes meanwhile makes it look once more, and goes.
        """
        if self._is_claiming:
            self._is_nudged = True
            return
        self._is_claiming = True
        async with asyncio.TaskGroup() as group:
            try:
                await self._claim_all(group)
            finally:
                self._is_claiming = False

    async def _claim_all(self, group: asyncio.TaskGroup) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + _CLAIM_SECONDS
        while not is_draining() and clock() < until:
            if self._running >= AT_ONCE:
                self._freed.clear()
                await self._freed.wait()
                continue
            self._is_nudged = False
            limit = min(_A_CLAIM, AT_ONCE - self._running)
            try:
                jobs = await claim_jobs(kinds=tuple(RUN), limit=limit, suspects=int(not self._has_suspect))
            except ParleyError as error:  # those that run must not end with it
                log.warning("jobs.unclaimed", code=error.code)
                return
            for job in jobs:
                self._running += 1
                self._has_suspect |= job.is_suspect
                # By a callback, for a task that is cancelled before it began would skip its own `finally`.
                group.create_task(run_job(job)).add_done_callback(partial(self._on_end, job))
            if not jobs and not self._is_nudged:
                return

    def _on_end(self, job: ClaimedJob, _: asyncio.Task[None]) -> None:
        self._running -= 1
        self._has_suspect &= not job.is_suspect
        self._freed.set()


async def run_job(job: ClaimedJob) -> None:
    """Run one claimed job to its end, whatever that is; a failure is a row's, not the task's."""
    try:
        async with asyncio.timeout(_JOB_SECONDS):
            await RUN[job.kind](job)
    except asyncio.CancelledError:
        await _give_back(job)
        raise
    except CannotSucceed as error:
        await _fail(job, str(error), is_final=True)
    except (ParleyError, OutboundError, MailFailed, OSError, TimeoutError) as error:
        await _fail(job, f"{type(error).__name__}: {error}", is_final=False)
    except Exception as error:  # a defect of ours: a person must look, and the other jobs go on
        log.exception("job.defect", job=job.id, kind=job.kind)
        await _fail(job, f"{type(error).__name__}: {error}", is_final=False)
    else:
        is_ours = await _settle(job, lambda: finish_job(job))
        log.info("job.done", job=job.id, kind=job.kind, attempt=job.attempt, kept_lease=is_ours)


async def _fail(job: ClaimedJob, error: str, *, is_final: bool) -> None:
    is_dead = await _settle(job, lambda: fail_job(job, error=error, is_final=is_final))
    log.warning(
        "job.dead" if is_dead else "job.failed", job=job.id, kind=job.kind, attempt=job.attempt, error=error
    )


async def _settle(job: ClaimedJob, settle: Callable[[], Awaitable[bool]]) -> bool:
    """Write down how it ended, over a short absence of the database; else the job is done again, by its lease."""
    try:
        async with asyncio.timeout(_SETTLE_SECONDS):
            while True:
                try:
                    return await settle()
                except ParleyError:
                    await asyncio.sleep(0.5)
    except TimeoutError:
        log.warning("job.unsettled", job=job.id, kind=job.kind, attempt=job.attempt)
        return False


async def _give_back(job: ClaimedJob) -> None:
    try:
        async with asyncio.timeout(_GIVE_BACK_SECONDS):
            await give_back_job(job)
    except (ParleyError, TimeoutError):
        log.warning("job.not_given_back", job=job.id, kind=job.kind)  # its lease runs out
    else:
        log.info("job.given_back", job=job.id, kind=job.kind)
