"""Take jobs that are due, for as long as a lease lasts."""

from parley import db
from parley.queries.job import ClaimedJob

LEASE_SECONDS = 60


# Skipping what others hold makes two nudges, or two beats, harmless.
_CLAIM = db.statement(
    """
    update job set lease_until = now() + %(lease)s * interval '1 second', attempts = attempts + 1
    where id in (
        select id from job
        where kind = any(%(kinds)s) and dead_at is null and due_at <= now()
            and (lease_until is null or lease_until < now())
        order by due_at limit %(limit)s for update skip locked
    )
    returning id, key, kind, data, attempts
    """,
    ClaimedJob,
)


async def claim_jobs(
    *, kinds: tuple[str, ...], limit: int, lease_seconds: int = LEASE_SECONDS
) -> list[ClaimedJob]:
    """At most `limit` due jobs of these kinds; nobody else gets them before the lease is over."""
    async with db.transaction() as tx:
        return await tx.all(_CLAIM, kinds=list(kinds), limit=limit, lease=lease_seconds)
