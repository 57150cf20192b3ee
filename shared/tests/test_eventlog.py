"""The log keeps its order whoever writes at once (law 2)."""

import asyncio
import random

import pytest

from parley import db, eventlog
from parley.errors import Busy, NotFound
from parley.events import MemberLeft
from parley.events import Workspace as WorkspaceData
from parley.ids import new_id, stream_name
from parley.testing.laws import broken_laws
from parley.testing.world import World

_EVENTS_BY_XID = db.statement(
    "select stream, seq, xid::text::bigint from event where xid > %(last)s::text::xid8"
    " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, stream, seq",
    lambda *columns: columns,
)

_HEADS = db.statement(
    "select id, head, acl from stream where id = any(%(streams)s::bigint[])", lambda *columns: columns
)
_USERS_BY_PLACE = db.statement(
    "select stream, seq, data->>'user' from event where stream = any(%(streams)s::bigint[])"
    " and kind = 'member.left' order by stream, seq",
    lambda *columns: columns,
)


def payload(world: World) -> MemberLeft:
    return MemberLeft(channel=world.general, user=world.owner.user_id, by=world.owner.user_id)


async def test_seq_rises_by_one_and_heads_follow(world: World) -> None:
    name = stream_name("channel", world.general)

    async with db.transaction() as tx:
        stream = (await eventlog.lock(tx, name))[name]
        first = await eventlog.append(tx, stream, "member.left", payload(world))
        second = await eventlog.append(tx, stream, "member.left", payload(world))

    assert (first.seq, second.seq) == (stream.head + 1, stream.head + 2)
    assert await broken_laws() == []


async def test_events_appended_together_keep_their_order_in_each_stream(world: World) -> None:
    names = [stream_name("channel", (await world.channel()).id) for _ in range(3)]
    payloads = [MemberLeft(channel=world.general, user=new_id(), by=world.owner.user_id) for _ in range(30)]

    async with db.transaction() as tx:
        locked = await eventlog.lock(tx, *names)
        first = {name: locked[name].head + 1 for name in names}
        appended = await eventlog.append_all(
            tx,
            [
                eventlog.Entry(locked[names[number % 3]], "member.left", each, changes_acl=number == 0)
                for number, each in enumerate(payloads)
            ],
        )
        after = await tx.all(_HEADS, streams=[locked[name].id for name in names])

    assert [(each.stream, each.seq) for each in appended] == [
        (names[number % 3], first[names[number % 3]] + number // 3) for number in range(30)
    ]
    stored = await db.reader.all(_USERS_BY_PLACE, streams=[locked[name].id for name in names])
    assert stored == [
        (locked[each.stream].id, each.seq, str(payload.user))
        for each, payload in sorted(
            zip(appended, payloads, strict=True), key=lambda pair: (locked[pair[0].stream].id, pair[0].seq)
        )
        if each.seq >= first[each.stream]
    ]
    assert sorted(after) == sorted(
        (locked[name].id, first[name] + 9, locked[name].acl + (name == names[0])) for name in names
    )
    assert await broken_laws() == []


async def test_locking_after_a_write_is_refused(world: World) -> None:
    name = stream_name("channel", world.general)

    with pytest.raises(eventlog.LockedLate):
        async with db.transaction() as tx:
            await tx.execute("update workspace set name = 'early'")
            await eventlog.lock(tx, name)

    assert await broken_laws() == []


async def test_appending_without_the_lock_is_refused(world: World) -> None:
    name = stream_name("channel", world.general)
    async with db.transaction() as tx:
        stream = (await eventlog.lock(tx, name))[name]

    with pytest.raises(KeyError):
        async with db.transaction() as tx:
            await eventlog.append(tx, stream, "member.left", payload(world))


async def test_locking_twice_is_refused(world: World) -> None:
    with pytest.raises(eventlog.LockedLate):
        async with db.transaction() as tx:
            await eventlog.lock(tx, stream_name("channel", world.general))
            await eventlog.lock(tx, stream_name("workspace", world.workspace_id))


async def test_a_stream_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        async with db.transaction() as tx:
            await eventlog.lock(tx, stream_name("channel", new_id()))


async def test_a_kind_carries_its_own_payload_only(world: World) -> None:
    name = stream_name("channel", world.general)

    with pytest.raises(TypeError):
        async with db.transaction() as tx:
            stream = (await eventlog.lock(tx, name))[name]
            await eventlog.append(tx, stream, "member.left", WorkspaceData(id=world.workspace_id, name="x"))


async def test_what_rolls_back_leaves_no_event_and_no_seq(world: World) -> None:
    name = stream_name("channel", world.general)
    before = await world.events(name)

    with pytest.raises(ZeroDivisionError):
        async with db.transaction() as tx:
            stream = (await eventlog.lock(tx, name))[name]
            await eventlog.append(tx, stream, "member.left", payload(world))
            raise ZeroDivisionError

    assert await world.events(name) == before
    assert await broken_laws() == []


async def test_many_streams_locked_in_opposite_orders_never_deadlock(world: World) -> None:
    channels = [(await world.channel()).stream for _ in range(8)]

    async def write(seed: int) -> None:
        shuffled = random.Random(seed)
        for _ in range(20):
            names = shuffled.sample(channels, 3)
            async with db.transaction() as tx:
                locked = await eventlog.lock(tx, *names)
                for name in names:
                    await eventlog.append(tx, locked[name], "member.left", payload(world))

    await asyncio.gather(*(write(seed) for seed in range(8)))

    assert await broken_laws() == []


async def test_a_reader_by_xid_never_sees_a_later_seq_first(world: World) -> None:
    channels = [(await world.channel()).stream for _ in range(6)]
    seen: dict[int, int] = {}
    out_of_order = []
    is_over = asyncio.Event()

    async def write(seed: int) -> None:
        shuffled = random.Random(seed)
        for _ in range(25):
            names = shuffled.sample(channels, 2)
            async with db.transaction() as tx:
                locked = await eventlog.lock(tx, *names)
                for name in names:
                    await eventlog.append(tx, locked[name], "member.left", payload(world))

    async def read() -> None:
        last = 0
        while True:
            is_ending = is_over.is_set()
            rows = await db.reader.all(_EVENTS_BY_XID, last=str(last))
            for stream, seq, xid in rows:
                if seq != seen.get(stream, 0) + 1:
                    out_of_order.append((stream, seq))
                seen[stream], last = seq, xid
            if is_ending and not rows:
                return

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(seed) for seed in range(6)))
    is_over.set()
    await reading

    assert out_of_order == []
    assert await broken_laws() == []


async def test_a_lock_that_is_held_too_long_is_busy(world: World) -> None:
    name = stream_name("channel", world.general)

    async with db.transaction() as holder:
        await eventlog.lock(holder, name)
        with pytest.raises(Busy):
            async with db.transaction() as tx:
                await tx.execute("set local lock_timeout = '20ms'")
                await eventlog.lock(tx, name)
