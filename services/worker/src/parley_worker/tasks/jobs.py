"""The task that claims jobs and runs them, many at once."""

from parley.bus.nudger import JOBS
from parley_worker.app import app
from parley_worker.crew import Crew
from parley_worker.task import aio_task

_crew = Crew()


@aio_task(app, name=JOBS, soft_time_limit=300, time_limit=330)
async def run_jobs() -> None:
    """Run what is due until nothing is. Two workers share it: a claim skips what others hold."""
    await _crew.work()
