"""A claimed job is done."""

from parley import db
from parley.queries.job import ClaimedJob

# The attempt is part of the claim: one whose lease ran out, and whose job another has, settles nothing.
_DONE = "delete from job where id = %(id)s and attempts = %(attempt)s"


async def finish_job(job: ClaimedJob) -> bool:
    """Forget it. False where the claim was lost meanwhile."""
    async with db.transaction() as tx:
        return await tx.execute(_DONE, id=job.id, attempt=job.attempt) == 1
