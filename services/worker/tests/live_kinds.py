"""The worker as it is, with kinds of job that the tests of a living worker need: `celery -A live_kinds`."""

import asyncio
import os
import signal
import time

from parley import db
from parley.queries.job import ClaimedJob
from parley_worker.app import app
from parley_worker.kinds import RUN

__all__ = ["app"]

_GATE = db.statement("select exists (select from ran where step = 'gate')", db.value)


async def note(job: ClaimedJob, step: str) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert into ran (key, step) values (%(key)s, %(step)s)", key=job.key, step=step)


async def write(job: ClaimedJob) -> None:
    await note(job, "done")


async def hold(job: ClaimedJob) -> None:
    """Run until the gate opens."""
    await note(job, "begun")
    while not await db.reader.one(_GATE):
        await asyncio.sleep(0.1)
    await note(job, "done")


async def fail(job: ClaimedJob) -> None:
    raise OSError("as it should")


async def poison(job: ClaimedJob) -> None:
    """End the whole worker, each time."""
    await note(job, "begun")
    os.kill(os.getpid(), signal.SIGKILL)


async def block(job: ClaimedJob) -> None:
    """Hold the loop, and everybody on it."""
    await note(job, "begun")
    time.sleep(3600)


app.conf.worker_stall_seconds = float(os.environ.get("LIVE_STALL_SECONDS", "60"))
RUN.update({"write": write, "hold": hold, "fail": fail, "poison": poison, "block": block})
