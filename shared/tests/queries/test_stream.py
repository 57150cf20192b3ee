"""Streams as the gateway reads them."""

import asyncio

import psycopg
import pytest

from parley import config, db
from parley.ids import StreamId, new_id, stream_name
from parley.queries.stream import (
    Join,
    Span,
    find_moved,
    find_readable,
    get_heads,
    list_joins,
    list_missed,
    list_readable,
)
from parley.testing.world import World


async def stream_ids(*names: str) -> list[StreamId]:
    plan = db.statement("select kind || ':' || subject, id from stream", lambda name, id: (name, id))
    known = dict(await db.reader.all(plan))
    return [StreamId(known[name]) for name in names]


async def test_what_is_mine_is_me_the_workspace_and_my_channels(world: World) -> None:
    ada = await world.member()
    mine = await world.channel(kind="private", members=(ada,))
    await world.channel(kind="private")
    await world.channel(kind="public")

    epoch, readable = await list_readable(db.reader, visible_to=ada)

    assert epoch
    assert {each.name for each in readable} == {
        stream_name("user", ada.user_id),
        stream_name("workspace", world.workspace_id),
        stream_name("channel", world.general),
        mine.stream,
    }
    assert all(each.is_mine for each in readable)
    for each in readable:
        assert each.head == (await world.events(each.name))[-1].seq


async def test_channels_asked_for_are_readable_where_everybody_may_look_into_them(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    public, private, mine = (
        await world.channel(),
        await world.channel(kind="private"),
        await world.channel(members=(ada,)),
    )
    asked = [public.id, private.id, mine.id, new_id()]

    _, readable = await list_readable(db.reader, visible_to=ada, channels=asked)
    _, guests = await list_readable(db.reader, visible_to=guest, channels=asked)

    assert {each.name: each.is_mine for each in readable}.items() >= {
        public.stream: False,
        mine.stream: True,
    }.items()
    assert private.stream not in {each.name for each in readable}
    assert [each.name for each in guests] == [stream_name("user", guest.user_id)]


async def test_one_stream_is_found_where_it_may_be_read(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    public, private = await world.channel(), await world.channel(kind="private")

    async def may_read(actor: object, kind: str, subject: object) -> bool:
        return await find_readable(db.reader, kind, subject, visible_to=actor) is not None  # type: ignore[arg-type]

    assert await may_read(ada, "channel", public.id)
    assert not await may_read(ada, "channel", private.id)
    assert await may_read(world.owner, "channel", private.id)
    assert await may_read(ada, "user", ada.user_id)
    assert not await may_read(ada, "user", guest.user_id)
    assert await may_read(ada, "workspace", world.workspace_id)
    assert not await may_read(ada, "workspace", new_id())
    assert not await may_read(guest, "channel", public.id)
    assert not await may_read(guest, "workspace", world.workspace_id)


async def test_missed_events_lie_between_after_and_upto(world: World) -> None:
    channel, other = await world.channel(), await world.channel()
    for _ in range(10):
        last = await world.message(channel=channel)
        await world.message(channel=other)
    spans = [Span(channel.stream_id, 3, 7), Span(other.stream_id, 9, 100), Span(StreamId(-1), 0, 5)]

    page = await list_missed(db.reader, spans)

    assert [(e.stream, e.seq) for e in page.events if e.stream == channel.stream_id] == [
        (channel.stream_id, seq) for seq in (4, 5, 6, 7)
    ]
    assert [e.seq for e in page.events if e.stream == other.stream_id] == list(range(10, last.seq + 1))
    assert page.lost == set()
    logged = next(event for event in await world.events(channel.stream) if event.seq == 4)
    assert f'"id":"{logged.data["id"]}"' in page.events[0].data
    assert page.events[0].at == logged.data["at"]


async def test_a_page_is_bounded_by_count_and_by_bytes_and_always_goes_on(world: World) -> None:
    channel = await world.channel()
    head = (await world.events(channel.stream))[-1].seq
    for n in range(12):
        await world.message(channel=channel, body="x" * (30_000 if n > 5 else 1))

    few = await list_missed(db.reader, [Span(channel.stream_id, head, 1000)], limit=3)
    small = await list_missed(db.reader, [Span(channel.stream_id, head, 1000)], max_bytes=70_000)
    one = await list_missed(db.reader, [Span(channel.stream_id, head + 8, 1000)], max_bytes=1)

    assert [e.seq for e in few.events] == [head + 1, head + 2, head + 3]
    assert [e.seq for e in small.events] == list(range(head + 1, head + 10))
    assert [e.seq for e in one.events] == [head + 9]


async def test_where_weeks_are_gone_the_stream_is_lost(world: World) -> None:
    old, whole = await world.channel(), await world.channel()
    for _ in range(5):
        await world.message(channel=old)
        last = await world.message(channel=whole)
    async with db.transaction() as tx:
        await tx.execute("delete from event where stream = %(id)s and seq < 4", id=old.stream_id)

    page = await list_missed(db.reader, [Span(old.stream_id, 1, 100), Span(whole.stream_id, 1, 100)])
    at_its_edge = await list_missed(db.reader, [Span(old.stream_id, 3, 100)])
    async with db.transaction() as tx:
        await tx.execute("delete from event where stream = %(id)s", id=old.stream_id)
    nothing_left = await list_missed(db.reader, [Span(old.stream_id, 3, 100)])

    assert page.lost == {old.stream_id}
    assert [e.seq for e in page.events] == list(range(2, last.seq + 1))
    assert at_its_edge.lost == set()
    assert at_its_edge.events[0].seq == 4
    assert nothing_left.lost == {old.stream_id}


async def test_streams_that_moved_are_found_by_their_transactions(world: World) -> None:
    channel, still = await world.channel(), await world.channel()
    start = await find_moved(db.reader, None)

    last = [await world.message(channel=channel) for _ in range(3)][-1]
    moved = await find_moved(db.reader, start.position)
    again = await find_moved(db.reader, moved.position)

    assert start.epoch == moved.epoch
    assert moved.heads[channel.stream_id] == last.seq
    assert still.stream_id not in moved.heads
    assert again.heads == {}
    assert moved.position >= start.position


async def test_no_open_writer_delays_or_hides_what_moved(world: World) -> None:
    channel, slow = await world.channel(), await world.channel()
    start = await find_moved(db.reader, None)
    url = str(config.current().database_url)

    async with await psycopg.AsyncConnection.connect(url) as writer:
        await writer.execute(
            "update stream set head = head + 1, last_at = clock_timestamp() where id = %s", (slow.stream_id,)
        )
        await writer.execute(
            "insert into event (stream, seq, at, kind, data) select id, head, last_at, 'x', '{}'"
            " from stream where id = %s",
            (slow.stream_id,),
        )
        last = await world.message(channel=channel)
        during = await find_moved(db.reader, start.position)
        await writer.commit()
    after = await find_moved(db.reader, during.position)

    assert during.heads == {channel.stream_id: last.seq}
    assert slow.stream_id in after.heads


async def test_heads_are_of_the_streams_asked_for(world: World) -> None:
    first, second = await world.channel(), await world.channel()
    last = await world.message(channel=first)

    heads = await get_heads(db.reader, [first.stream_id, second.stream_id, StreamId(-1)])

    assert heads == {first.stream_id: last.seq, second.stream_id: 2}


async def test_joins_are_told_with_where_they_begin(world: World) -> None:
    ada = await world.member()
    mine = stream_name("user", ada.user_id)
    before = (await world.events(mine))[-1].seq
    first, second = await world.channel(), await world.channel()
    await world.message(channel=first)
    await world.join(ada, first)
    between = (await world.events(mine))[-1].seq
    await world.join(ada, second)
    [stream] = await stream_ids(mine)

    both = await list_joins(db.reader, stream, after=before, upto=between + 1)
    one = await list_joins(db.reader, stream, after=before, upto=between)

    assert both == [Join(first.stream, 4), Join(second.stream, 3)]
    assert one == both[:1]


@pytest.mark.parametrize(
    ("plan", "index"),
    [
        ("_MISSED", "event_{week}_pkey"),
        ("_MOVED", "event_{week}_xid_idx"),
        ("_LIST_READABLE", "stream_subject"),
    ],
)
async def test_reads_go_by_their_indexes(world: World, plan: str, index: str) -> None:
    from parley.queries import stream

    given = {
        "_MISSED": {"streams": [1], "afters": [0], "uptos": [9], "limit": 500, "bytes": 1000},
        "_MOVED": {"position": "3"},
        "_LIST_READABLE": {"user": new_id(), "workspace": new_id(), "guest": False, "channels": []},
    }[plan]
    week = await db.reader.one(
        db.statement(
            "select substr(min(inhrelid::regclass::text), 7) from pg_inherits where inhparent = 'event'::regclass",
            db.value,
        )
    )

    text = getattr(stream, plan).text
    rows = await db.reader.all(db.statement(f"explain {text}", db.value), **given)

    assert any(index.format(week=week) in row for row in rows), "\n".join(rows)
    assert not any("Seq Scan on event" in row for row in rows)


async def test_readers_beside_many_writers_see_every_seq_once(world: World) -> None:
    channels = [await world.channel() for _ in range(5)]
    seen = dict(await get_heads(db.reader, [channel.stream_id for channel in channels]))
    cursors = dict(seen)
    position = (await find_moved(db.reader, None)).position
    stop = asyncio.Event()

    async def write() -> None:
        for n in range(60):
            await world.message(channel=channels[n % 5])

    async def read() -> None:
        nonlocal position
        while True:
            ending = stop.is_set()
            moved = await find_moved(db.reader, position)
            position = moved.position
            seen.update({id: max(seq, seen[id]) for id, seq in moved.heads.items() if id in seen})
            page = await list_missed(
                db.reader, [Span(id, after, 2**62) for id, after in cursors.items()], limit=50
            )
            assert not page.lost
            for event in page.events:
                assert event.seq == cursors[event.stream] + 1
                cursors[event.stream] = event.seq
            if ending and not page.events:
                return

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write() for _ in range(6)))
    stop.set()
    await reading

    heads = await get_heads(db.reader, list(seen))
    assert heads == seen == cursors
