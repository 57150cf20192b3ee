"""Jobs are claimed by one at a time, and end done, later or dead."""

import asyncio

import pytest

from parley import db
from parley.actions.job.claim import claim_jobs
from parley.actions.job.fail import MAX_ATTEMPTS, fail_job
from parley.actions.job.finish import finish_job
from parley.models import Job
from parley.queries.job import ClaimedJob
from parley.testing.world import World

_ROWS = db.statement(
    "select key, attempts, lease_until is not null, dead_at is not null, error, due_at > now() from job order by id",
    lambda *columns: columns,
)


async def owe(count: int) -> None:
    async with db.transaction() as tx:
        for n in range(count):
            await tx.insert(Job(key=f"{n}", kind="test", data={"n": n}))


async def claim_one() -> ClaimedJob:
    (job,) = await claim_jobs(kinds=("test",), limit=1)
    return job


async def test_two_claims_at_once_share_and_never_double(world: World) -> None:
    await owe(60)

    claims = await asyncio.gather(*(claim_jobs(kinds=("test",), limit=10) for _ in range(8)))

    ids = [job.id for claim in claims for job in claim]
    assert len(ids) == len(set(ids)) == 60
    assert await claim_jobs(kinds=("test",), limit=10) == []


async def test_a_finished_job_is_gone(world: World) -> None:
    await owe(1)

    assert await finish_job(await claim_one())

    assert await db.reader.all(_ROWS) == []


async def test_a_failed_job_comes_again_later_and_says_why(world: World) -> None:
    await owe(1)

    is_dead = await fail_job(await claim_one(), error="no answer")

    assert not is_dead
    assert await db.reader.all(_ROWS) == [("0", 1, False, False, "no answer", True)]
    assert await claim_jobs(kinds=("test",), limit=1) == []


async def test_after_the_last_attempt_it_is_dead(world: World) -> None:
    await owe(1)
    is_dead = False
    for _ in range(MAX_ATTEMPTS):
        async with db.transaction() as tx:
            await tx.execute("update job set due_at = now() - interval '1 second'")
        is_dead = await fail_job(await claim_one(), error="no answer")

    assert is_dead
    (row,) = await db.reader.all(_ROWS)
    assert row[:5] == ("0", MAX_ATTEMPTS, False, True, "no answer")


async def test_what_can_not_succeed_is_dead_at_once(world: World) -> None:
    await owe(1)

    assert await fail_job(await claim_one(), error="refused", is_final=True)

    assert (await db.reader.all(_ROWS))[0][3]


@pytest.mark.parametrize("settle", [finish_job, lambda job: fail_job(job, error="late")])
async def test_a_lost_lease_settles_nothing(world: World, settle: object) -> None:
    await owe(1)
    late = await claim_one()
    async with db.transaction() as tx:
        await tx.execute("update job set lease_until = now() - interval '1 second'")
    again = await claim_one()

    await settle(late)  # pyright: ignore[reportCallIssue]

    assert (again.id, again.attempt) == (late.id, 2)
    assert [(row[1], row[2]) for row in await db.reader.all(_ROWS)] == [(2, True)]
