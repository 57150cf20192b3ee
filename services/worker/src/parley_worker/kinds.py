"""The kinds of job that this version knows. Others wait, for a worker that knows them."""

from collections.abc import Awaitable, Callable

from parley.queries.job import ClaimedJob
from parley.writes.mail import MAIL
from parley_worker.followups import previews
from parley_worker.tasks.mail import run_mail
from parley_worker.tasks.preview import run_preview

RUN: dict[str, Callable[[ClaimedJob], Awaitable[None]]] = {previews.JOB: run_preview, MAIL: run_mail}
