"""Jobs are claimed by one at a time, and end done, later or dead."""

import asyncio

import pytest

from parley import db
from parley.actions.job.claim import claim_jobs
from parley.actions.job.fail import fail_job
from parley.actions.job.finish import finish_job
from parley.actions.job.give_back import give_back_job
from parley.models import Job
from parley.queries.job import MAX_ATTEMPTS, ClaimedJob
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


async def lose_leases() -> None:
    """As if the workers that hold them had been killed a while ago."""
    async with db.transaction() as tx:
        await tx.execute(
            "update job set lease_until = now() - interval '1 second' where lease_until is not null"
        )


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
    await lose_leases()
    again = await claim_one()

    await settle(late)  # pyright: ignore[reportCallIssue]

    assert (again.id, again.attempt) == (late.id, 2)
    assert [(row[1], row[2]) for row in await db.reader.all(_ROWS)] == [(2, True)]


async def test_a_job_that_is_never_settled_ends_dead_after_its_last_attempt(world: World) -> None:
    await owe(1)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert (await claim_one()).attempt == attempt
        await lose_leases()

    assert await claim_jobs(kinds=("test",), limit=1) == []

    (row,) = await db.reader.all(_ROWS)
    assert row[:4] == ("0", MAX_ATTEMPTS, False, True)
    assert row[4].startswith("never settled")


async def test_what_was_lost_once_is_claimed_with_all_others_and_what_was_lost_twice_alone(
    world: World,
) -> None:
    await owe(5)
    await claim_jobs(kinds=("test",), limit=5)
    await lose_leases()

    second = await claim_jobs(kinds=("test",), limit=5)
    await lose_leases()
    third = await claim_jobs(kinds=("test",), limit=5)
    none = await claim_jobs(kinds=("test",), limit=5, suspects=0)

    assert [job.is_suspect for job in second] == [False] * 5
    assert [(job.attempt, job.is_suspect) for job in third] == [(3, True)]
    assert none == []


async def test_what_failed_by_itself_is_no_suspect(world: World) -> None:
    await owe(1)
    for _ in range(3):
        job = await claim_one()
        await fail_job(job, error="no answer")
        async with db.transaction() as tx:
            await tx.execute("update job set due_at = now()")

    assert not (await claim_one()).is_suspect


async def test_a_job_that_was_given_back_is_there_for_others_and_has_lost_no_attempt(world: World) -> None:
    await owe(1)

    assert await give_back_job(await claim_one())

    again = await claim_one()
    assert again.attempt == 1
    assert not await give_back_job(ClaimedJob(again.id, again.key, again.kind, again.data, attempt=2))


async def test_a_job_of_the_future_waits_for_its_time_by_the_databases_clock(world: World) -> None:
    await owe(1)
    async with db.transaction() as tx:
        await tx.execute("update job set due_at = now() + interval '1 hour'")
    assert await claim_jobs(kinds=("test",), limit=1) == []

    async with db.transaction() as tx:
        await tx.execute("update job set due_at = now()")

    assert (await claim_one()).attempt == 1


async def test_a_kind_that_this_version_does_not_know_is_left_alone(world: World) -> None:
    await owe(1)

    assert await claim_jobs(kinds=("other",), limit=1) == []

    assert [row[:2] for row in await db.reader.all(_ROWS)] == [("0", 0)]


async def test_an_error_that_postgres_cannot_store_is_stored_all_the_same(world: World) -> None:
    await owe(1)

    await fail_job(await claim_one(), error="a\0b\ud800c" + "x" * 5000)

    (row,) = await db.reader.all(_ROWS)
    assert row[4] == "a?b?c" + "x" * 995
