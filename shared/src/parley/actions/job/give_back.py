"""A claimed job was cut off, as by a worker that was told to end: another may begin it at once."""

from parley import db
from parley.queries.job import ClaimedJob

# Nothing is said against the job, so the attempt does not count.
_GIVE = """
    update job set lease_until = null, attempts = attempts - 1 where id = %(id)s and attempts = %(attempt)s
"""


async def give_back_job(job: ClaimedJob) -> bool:
    """Give the claim up. False where it was lost before."""
    async with db.transaction() as tx:
        return await tx.execute(_GIVE, id=job.id, attempt=job.attempt) == 1
