"""A claimed job failed: it is tried again later, or is dead."""

import random

from parley import db
from parley.queries.job import MAX_ATTEMPTS, ClaimedJob

_FIRST_SECONDS, _LONGEST_SECONDS = 5, 3600
_MAX_ERROR = 1000

_AGAIN = """
    update job set lease_until = null, error = %(error)s, due_at = now() + %(seconds)s * interval '1 second'
    where id = %(id)s and attempts = %(attempt)s
"""
_DEAD = """
    update job set lease_until = null, error = %(error)s, dead_at = now()
    where id = %(id)s and attempts = %(attempt)s
"""


async def fail_job(job: ClaimedJob, *, error: str, is_final: bool = False) -> bool:
    """Try it again later, or, where it can't succeed or was tried often enough, keep it as dead; whether it is."""
    is_dead = is_final or job.attempt >= MAX_ATTEMPTS
    # The words may be another server's: what Postgres can't store must not keep us from settling.
    error = error[:_MAX_ERROR].encode(errors="replace").decode().replace("\0", "?")
    async with db.transaction() as tx:
        if is_dead:
            await tx.execute(_DEAD, id=job.id, attempt=job.attempt, error=error)
        else:
            # With jitter: jobs that failed together do not come back together.
            wait = min(_LONGEST_SECONDS, _FIRST_SECONDS * 4 ** (job.attempt - 1)) * random.uniform(0.5, 1)
            await tx.execute(_AGAIN, id=job.id, attempt=job.attempt, error=error, seconds=wait)
    return is_dead
