"""The task that looks after the tables: the log's weeks, and rows whose time is over."""

from parley.actions.job.forget import forget_expired_jobs
from parley.actions.log.forget import forget_expired
from parley.actions.log.partitions import ensure_partitions
from parley_worker.app import app
from parley_worker.schedule import UPKEEP
from parley_worker.task import aio_task


@aio_task(app, name=UPKEEP, soft_time_limit=120, time_limit=180)
async def keep_up() -> None:
    """Each part can be repeated; two at once do no harm."""
    await ensure_partitions()
    await forget_expired()
    await forget_expired_jobs()
