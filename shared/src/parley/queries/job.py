"""Jobs: what a claim holds, and what a person sees of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parley import db
from parley.errors import NotFound

STATES = ("waiting", "running", "dead")
MAX_ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job and the attempt it is at; both together are the claim."""

    id: int
    key: str
    kind: str
    data: dict[str, Any]
    attempt: int
    is_suspect: bool = False
    """Whoever ran it before never said how it ended, more than once: it may be what ends workers."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as the person who looks after the server sees it."""

    id: int
    key: str
    kind: str
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    lease_until: datetime | None
    dead_at: datetime | None
    error: str
    data: dict[str, Any]


_STATE = (
    "case when dead_at is not null then 'dead' when lease_until > now() then 'running' else 'waiting' end"
)
_SELECT = f"""
    select id, key, kind, {_STATE}, attempts, due_at, created_at, lease_until, dead_at, error, data from job
"""
_GET = db.statement(f"{_SELECT} where id = %(id)s", JobRow)
# For a person who looks: over the whole table, and bounded by what is shown.
_LIST = db.statement(
    f"{_SELECT} where {_STATE} = any(%(states)s) and (%(kind)s::text is null or kind = %(kind)s)"
    " and id < %(before)s order by id desc limit %(limit)s",
    JobRow,
)
_COUNT = db.statement(f"select {_STATE}, count(*) from job group by 1", lambda state, count: (state, count))

_NEWEST = 2**63 - 1


async def get_job(where: db.Where, job_id: int) -> JobRow:
    """Raises NotFound."""
    row = await where.one(_GET, id=job_id)
    if row is None:
        raise NotFound(f"There is no job {job_id}: it is done, or was forgotten.")
    return row


async def list_jobs(
    where: db.Where,
    *,
    states: Sequence[str] = STATES,
    kind: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[JobRow]:
    """The newest first; `before` is the id of the last one seen."""
    newest = _NEWEST if before is None else before
    return await where.all(_LIST, states=list(states), kind=kind, before=newest, limit=limit)


async def count_jobs(where: db.Where) -> dict[str, int]:
    """How many there are in each state."""
    return dict.fromkeys(STATES, 0) | dict(await where.all(_COUNT))
