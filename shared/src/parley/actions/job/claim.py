"""Take jobs that are due, for as long as a lease lasts."""

import structlog

from parley import db
from parley.queries.job import MAX_ATTEMPTS, ClaimedJob

log = structlog.get_logger()

LEASE_SECONDS = 60
_LOST = "never settled: each worker that had it died, was stopped for long, or lost the database"

# Skipping what others hold makes two nudges, or two beats, harmless.
#
# A lease that ran out is a run that nobody settled. Once may be the fault of whatever ran beside it; a job that was
# lost twice is a suspect. Those are taken few at a time, so that the one that ends its workers does not take the
# same others down with it each time: they end well, and it runs out of attempts.
_DUE = "kind = any(%(kinds)s) and dead_at is null and due_at <= now()"
_CLAIM = db.statement(
    f"""
    with fresh as (
        select id, false as is_suspect from job
        where {_DUE} and (lease_until is null or (lease_until < now() and attempts < 2))
        order by due_at limit %(limit)s for update skip locked
    ), suspect as (
        select id, true as is_suspect from job where {_DUE} and lease_until < now() and attempts >= 2
        order by due_at limit %(suspects)s for update skip locked
    )
    update job set
        attempts = case when attempts < %(most)s then attempts + 1 else attempts end,
        lease_until = case when attempts < %(most)s then now() + %(lease)s * interval '1 second' end,
        dead_at = case when attempts >= %(most)s then now() end,
        error = case when attempts >= %(most)s then %(lost)s else error end
    from (select * from fresh union all select * from suspect) taken where job.id = taken.id
    returning job.dead_at is not null, job.id, key, kind, data, attempts, is_suspect
    """,
    lambda is_dead, *claim: (is_dead, ClaimedJob(*claim)),
)


async def claim_jobs(
    *, kinds: tuple[str, ...], limit: int, suspects: int = 1, lease_seconds: int = LEASE_SECONDS
) -> list[ClaimedJob]:
    """Due jobs of these kinds, `limit` and `suspects` at most; nobody else gets them before the lease is over.

    What was lost with its last attempt is dead from now on, and not among them.
    """
    async with db.transaction() as tx:
        rows = await tx.all(
            _CLAIM,
            kinds=list(kinds),
            limit=limit,
            suspects=suspects,
            lease=lease_seconds,
            most=MAX_ATTEMPTS,
            lost=_LOST,
        )
    for is_dead, job in rows:
        if is_dead:
            log.warning("job.dead", job=job.id, kind=job.kind, attempt=job.attempt, error=_LOST)
    return [job for is_dead, job in rows if not is_dead]
