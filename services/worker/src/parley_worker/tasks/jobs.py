"""The task that claims jobs and runs them, many at once."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from parley.actions.job.claim import LEASE_SECONDS, claim_jobs
from parley.actions.job.fail import fail_job
from parley.actions.job.finish import finish_job
from parley.bus.nudger import JOBS
from parley.errors import ParleyError
from parley.ports.http import OutboundError
from parley.queries.job import ClaimedJob
from parley_worker.app import app
from parley_worker.followups import previews
from parley_worker.task import aio_task
from parley_worker.tasks.failures import CannotSucceed
from parley_worker.tasks.preview import run_preview

log = structlog.get_logger()

_RUN: dict[str, Callable[[ClaimedJob], Awaitable[None]]] = {previews.JOB: run_preview}
_AT_ONCE = 50
# Ends before the lease does: the next who claims it must not run beside this one.
_JOB_SECONDS = LEASE_SECONDS - 15


@aio_task(app, name=JOBS, soft_time_limit=300, time_limit=330)
async def run_jobs() -> None:
    """Run what is due until nothing is. Two at once share the work: a claim skips what others hold."""
    while jobs := await claim_jobs(kinds=tuple(_RUN), limit=_AT_ONCE):
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(run_job(job))


async def run_job(job: ClaimedJob) -> None:
    """Run one claimed job to its end, whatever that is; a failure is a row's, not the task's."""
    try:
        async with asyncio.timeout(_JOB_SECONDS):
            await _RUN[job.kind](job)
    except CannotSucceed as error:
        await _fail(job, str(error), is_final=True)
    except (ParleyError, OutboundError, OSError, TimeoutError) as error:
        await _fail(job, f"{type(error).__name__}: {error}", is_final=False)
    except Exception as error:  # a defect of ours: a person must look, and the other jobs go on
        log.exception("job.defect", job=job.id, kind=job.kind)
        await _fail(job, f"{type(error).__name__}: {error}", is_final=False)
    else:
        is_ours = await finish_job(job)
        log.info("job.done", job=job.id, kind=job.kind, attempt=job.attempt, kept_lease=is_ours)


async def _fail(job: ClaimedJob, error: str, *, is_final: bool) -> None:
    is_dead = await fail_job(job, error=error, is_final=is_final)
    log.warning(
        "job.dead" if is_dead else "job.failed", job=job.id, kind=job.kind, attempt=job.attempt, error=error
    )
