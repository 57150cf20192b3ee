"""Dead jobs are kept for a person, who lets them be tried again or gives them up."""

from parley import db
from parley.actions.job.claim import claim_jobs
from parley.actions.job.fail import fail_job
from parley.actions.job.finish import finish_job
from parley.actions.job.forget import forget_expired_jobs, forget_jobs
from parley.actions.job.replay import replay_jobs
from parley.models import Job
from parley.queries.job import ClaimedJob, count_jobs, get_job, list_jobs
from parley.testing.world import World


async def bury(kind: str = "test", key: str = "0") -> ClaimedJob:
    async with db.transaction() as tx:
        await tx.insert(Job(key=key, kind=kind, data={}))
    (job,) = await claim_jobs(kinds=(kind,), limit=1)
    assert await fail_job(job, error="refused", is_final=True)
    return job


async def test_a_replayed_job_waits_as_if_new(world: World) -> None:
    dead = await bury()

    (replayed,) = await replay_jobs(ids=[dead.id])

    row = await get_job(db.reader, replayed)
    assert (row.key, row.state, row.attempts, row.error) == ("0", "waiting", 0, "")
    (again,) = await claim_jobs(kinds=("test",), limit=1)
    assert again.attempt == 1


async def test_who_held_it_in_its_first_life_settles_nothing_in_its_second(world: World) -> None:
    dead = await bury()
    await replay_jobs(ids=[dead.id])
    (again,) = await claim_jobs(kinds=("test",), limit=1)

    assert not await finish_job(dead)

    assert await finish_job(again)


async def test_what_is_not_dead_is_neither_replayed_nor_forgotten(world: World) -> None:
    async with db.transaction() as tx:
        await tx.insert(Job(key="alive", kind="test", data={}))
    (alive,) = await list_jobs(db.reader)

    assert await replay_jobs(ids=[alive.id]) == []
    assert await forget_jobs(ids=[alive.id]) == 0

    assert await list_jobs(db.reader) == [alive]


async def test_all_of_a_kind_are_replayed_or_forgotten_at_once(world: World) -> None:
    for kind in ("preview", "mail"):
        for number in range(2):
            await bury(kind, f"{kind} {number}")

    assert len(await replay_jobs(kind="mail")) == 2
    assert await forget_jobs(kind="preview") == 2

    assert await count_jobs(db.reader) == {"waiting": 2, "running": 0, "dead": 0}


async def test_a_list_goes_from_the_newest_on(world: World) -> None:
    for number in range(5):
        await bury(key=str(number))

    first = await list_jobs(db.reader, states=["dead"], limit=3)
    rest = await list_jobs(db.reader, states=["dead"], before=first[-1].id, limit=3)

    assert [row.key for row in (*first, *rest)] == ["4", "3", "2", "1", "0"]
    assert await list_jobs(db.reader, states=["waiting"]) == []
    assert await list_jobs(db.reader, kind="other") == []


async def test_what_has_been_dead_for_long_is_forgotten(world: World) -> None:
    await bury(key="old")
    async with db.transaction() as tx:
        await tx.execute("update job set dead_at = now() - interval '31 days'")
    await bury(key="young")

    assert await forget_expired_jobs() == 1

    assert [row.key for row in await list_jobs(db.reader)] == ["young"]
