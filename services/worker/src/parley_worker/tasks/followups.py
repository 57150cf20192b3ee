"""The task that reads on in the log for every followup."""

from parley.actions.followup.advance import advance_followup
from parley.bus.nudger import FOLLOWUPS
from parley_worker.app import app
from parley_worker.followups import previews
from parley_worker.task import aio_task

_PAGES = 50  # then the next nudge goes on, so that no run is endless


@aio_task(app, name=FOLLOWUPS, soft_time_limit=30, time_limit=60)
async def follow_up() -> None:
    """Work off what has come since the last run; one that another worker has is passed by."""
    for _ in range(_PAGES):
        if not await advance_followup(name=previews.NAME, kinds=previews.KINDS, react=previews.on_message):
            return
