"""A followup sees each event once, whole transactions in order, whoever else reads or writes."""

import asyncio

from parley import db, eventlog
from parley.actions.followup.advance import Change, NewJob, advance_followup
from parley.events import MemberLeft
from parley.ids import stream_name
from parley.testing.world import World

_JOBS = db.statement("select key from job order by id", db.value)


def react(change: Change) -> list[NewJob]:
    return [NewJob(f"{change.stream}:{change.seq}", "test", {"body": change.data["body"]})]


async def advance(*, page: int = 1000) -> int:
    return await advance_followup(name="test", kinds=("message.posted",), react=react, page=page)


async def advance_to_the_end(*, page: int = 1000) -> None:
    while await advance(page=page):
        pass


async def test_each_event_is_followed_up_once(world: World) -> None:
    await advance()  # makes its row
    messages = [await world.message(body=f"{n}") for n in range(5)]

    await advance_to_the_end(page=2)
    await advance_to_the_end()

    stream = stream_name("channel", world.general)
    assert await db.reader.all(_JOBS) == [f"{stream}:{message.seq}" for message in messages]


async def test_two_at_once_share_the_work(world: World) -> None:
    await advance()
    for n in range(40):
        await world.message(body=f"{n}")

    async def work() -> None:
        for _ in range(60):
            await advance(page=3)

    await asyncio.gather(*(work() for _ in range(4)))

    keys = await db.reader.all(_JOBS)
    assert len(keys) == len(set(keys)) == 40


async def test_an_open_writer_is_waited_for_and_then_seen(world: World) -> None:
    await advance_to_the_end()
    await advance_to_the_end()
    name = stream_name("channel", (await world.channel()).id)

    async with db.transaction() as tx:
        stream = (await eventlog.lock(tx, name))[name]
        payload = MemberLeft(channel=world.general, user=world.owner.user_id, by=world.owner.user_id)
        await eventlog.append(tx, stream, "member.left", payload)
        later = await world.message(body="begun later, committed earlier")
        await advance_to_the_end()
        assert await db.reader.all(_JOBS) == []
    await advance_to_the_end()

    assert await db.reader.all(_JOBS) == [f"{stream_name('channel', world.general)}:{later.seq}"]


async def test_a_reaction_that_fails_moves_nothing(world: World) -> None:
    await advance_to_the_end()
    await world.message()

    def fail(change: Change) -> list[NewJob]:
        raise ZeroDivisionError

    for _ in range(2):
        try:
            await advance_followup(name="test", kinds=("message.posted",), react=fail)
        except ZeroDivisionError:
            continue
        raise AssertionError("the event was skipped")
    await advance_to_the_end()

    assert len(await db.reader.all(_JOBS)) == 1


async def test_another_epoch_begins_from_now(world: World) -> None:
    await advance()
    await world.message()
    async with db.transaction() as tx:
        await tx.execute("update followup set epoch = 'of another cluster', position = '999999999999'::xid8")

    await advance_to_the_end()
    await world.message(body="after")
    await advance_to_the_end()

    assert len(await db.reader.all(_JOBS)) == 1
