"""The log for programs without a socket: complete, in order, or a reset; and only what one may read."""

import json

import pytest

from parley import db
from parley.actions.channel.update import Changes, update_channel
from parley.errors import NotFound, ResetNeeded
from parley.ids import StreamName, new_id, stream_name
from parley.queries.epoch import get_epoch
from parley.queries.event import EventPage, list_events, was_told
from parley.testing.world import World


async def read(world: World, name: StreamName, *, by=None, **more) -> EventPage:
    given = {"after": 0, "epoch": None, "limit": 50, **more}
    return await list_events(db.reader, name, visible_to=by or world.owner, **given)


async def test_events_come_in_order_after_a_cursor(world: World) -> None:
    general = stream_name("channel", world.general)
    for number in range(3):
        await world.message(body=str(number))
    logged = await world.events(general)

    page = await read(world, general, after=1, limit=3)

    events = [json.loads(text) for text in page.events]
    assert [event["seq"] for event in events] == [2, 3, 4]
    assert set(events[0]) == {"stream", "seq", "kind", "data", "at"}
    assert [event["data"] for event in events] == [event.data for event in logged[1:4]]
    assert page.head == logged[-1].seq
    assert page.epoch == await get_epoch(db.reader)


async def test_at_the_head_there_is_nothing_to_read_and_no_reset(world: World) -> None:
    general = stream_name("channel", world.general)
    head = len(await world.events(general))

    assert (await read(world, general, after=head)).events == []


async def test_a_page_is_bounded_in_bytes_and_always_goes_on(world: World) -> None:
    general = stream_name("channel", world.general)
    start = len(await world.events(general))
    for _ in range(30):
        await world.message(body="é" * 40_000)

    seqs, cursor = [], start
    while events := [json.loads(text) for text in (await read(world, general, after=cursor)).events]:
        assert len(events) < 20
        seqs += [event["seq"] for event in events]
        cursor = seqs[-1]

    assert seqs == list(range(start + 1, start + 31))


@pytest.mark.parametrize("cursor", [{"after": 10**6}, {"epoch": "another"}])
async def test_a_cursor_that_is_worth_nothing_is_reset(world: World, cursor: dict) -> None:
    with pytest.raises(ResetNeeded):
        await read(world, stream_name("channel", world.general), **cursor)


async def test_a_log_that_no_longer_reaches_back_is_reset(world: World) -> None:
    general = stream_name("channel", world.general)
    await world.message()
    async with db.transaction() as tx:
        await tx.execute("delete from event where seq < 3")
    head = (await read(world, general, after=2)).head

    with pytest.raises(ResetNeeded):
        await read(world, general, after=0)

    async with db.transaction() as tx:
        await tx.execute("delete from event")
    with pytest.raises(ResetNeeded):
        await read(world, general, after=head - 1)
    assert (await read(world, general, after=head)).events == []


async def test_streams_are_read_by_those_they_are_for(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    public, private = await world.channel(), await world.channel(kind="private")
    workspace = stream_name("workspace", world.workspace_id)

    for name in (public.stream, workspace, stream_name("user", ada.user_id)):
        await read(world, name, by=ada)
    for name, actor in (
        (private.stream, ada),
        (stream_name("user", world.owner.user_id), ada),
        (public.stream, guest),
        (workspace, guest),
        (stream_name("channel", new_id()), ada),
        (StreamName("channel:nonsense"), ada),
        (StreamName("nonsense"), ada),
    ):
        with pytest.raises(NotFound):
            await read(world, name, by=actor)


async def test_a_channel_that_turned_private_is_closed_to_outsiders(world: World) -> None:
    ada, channel = await world.member(), await world.channel()
    await read(world, channel.stream, by=ada)

    await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(kind="private"))

    with pytest.raises(NotFound):
        await read(world, channel.stream, by=ada)


async def test_a_users_log_knows_what_they_were_told(world: World) -> None:
    ada = await world.member()

    assert await was_told(db.reader, ada.user_id, "member.joined", "channel", world.general)
    assert not await was_told(db.reader, ada.user_id, "member.left", "channel", world.general)
    assert not await was_told(db.reader, ada.user_id, "member.joined", "channel", new_id())
