"""Histories: in order, paged from anywhere, and shown to those who may see them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley import db
from parley.actions.message.delete import delete_message
from parley.actions.message.post import post_message
from parley.errors import NotFound
from parley.events import Message
from parley.ids import ChannelId, MessageId, ThreadId, new_id
from parley.queries.channel import ChannelRow
from parley.queries.message import END, find_seq_at, get_message, list_history
from parley.testing.world import World

_PLAN = "explain (format text) "


async def reply(world: World, root: Message, *, by=None, body: str = "reply", also: bool = False) -> Message:
    posted = await post_message(
        actor=by or world.owner,
        channel_id=ChannelId(root.channel),
        message_id=MessageId(new_id()),
        body=body,
        thread=ThreadId(root.id),
        also_to_channel=also,
    )
    return posted.message


async def page(world: World, channel: ChannelId, **place: int):
    return await list_history(
        db.reader, channel, visible_to=world.owner, **{"before": 0, "after": 0, **place}
    )


async def test_a_page_is_ascending_and_says_whether_there_is_more(world: World) -> None:
    posted = [await world.message(body=str(number)) for number in range(5)]
    seqs = [message.seq for message in posted]

    newest = await page(world, world.general, at=END, before=2)
    middle = await page(world, world.general, at=seqs[2], before=1, after=2)
    oldest = await page(world, world.general, at=1, after=2)

    assert ([m.seq for m in newest.messages], newest.has_more_before, newest.has_more_after) == (
        seqs[3:],
        True,
        False,
    )
    assert ([m.seq for m in middle.messages], middle.has_more_before, middle.has_more_after) == (
        seqs[1:4],
        True,
        True,
    )
    assert ([m.seq for m in oldest.messages], oldest.has_more_before, oldest.has_more_after) == (
        seqs[:2],
        False,
        True,
    )


async def test_a_message_is_read_as_it_was_announced(world: World) -> None:
    ada = await world.member()
    message = await world.message(body="for @person2 and @person1, not for @nobody")

    (read,) = (await page(world, world.general, at=END, before=5)).messages

    assert read == message
    assert read.mentions == sorted([ada.user_id, world.owner.user_id])


async def test_an_empty_history_is_no_hidden_one(world: World) -> None:
    ada = await world.member()
    private = await world.channel(kind="private")

    empty = await page(world, private.id, at=END, before=5)

    assert (empty.messages, empty.has_more_before, empty.has_more_after) == ([], False, False)
    for channel in (private.id, ChannelId(new_id())):
        with pytest.raises(NotFound):
            await list_history(db.reader, channel, visible_to=ada, at=END, before=5, after=0)


async def test_public_channels_are_read_by_all_but_guests(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    channel = await world.channel()
    message = await world.message(channel=channel)

    await get_message(db.reader, MessageId(message.id), visible_to=ada)
    with pytest.raises(NotFound):
        await get_message(db.reader, MessageId(message.id), visible_to=guest)
    await world.join(guest, channel)
    await get_message(db.reader, MessageId(message.id), visible_to=guest)


async def test_replies_are_summed_up_at_their_root_and_left_out_of_the_history(world: World) -> None:
    ada = await world.member()
    root = await world.message(body="root")
    first = await reply(world, root, by=ada)
    also = await reply(world, root, also=True)

    history = (await page(world, world.general, at=END, before=10)).messages

    assert [message.id for message in history] == [root.id, also.id]
    shown = history[0]
    assert shown.thread == root.id
    assert shown.replies is not None
    assert (shown.replies.count, shown.replies.users) == (2, [world.owner.user_id, ada.user_id])
    assert shown.replies.last_at == also.at
    assert (history[1].thread, history[1].also_to_channel) == (root.id, True)
    row = await get_message(db.reader, MessageId(first.id), visible_to=world.owner)
    assert (row.message.thread, row.message.also_to_channel, row.message.replies) == (root.id, False, None)


async def test_deleted_replies_no_longer_count(world: World) -> None:
    root = await world.message(body="root")
    replies = [await reply(world, root) for _ in range(2)]

    await delete_message(actor=world.owner, message_id=MessageId(replies[0].id))
    (shown,) = (await page(world, world.general, at=END, before=10)).messages
    assert shown.replies is not None
    assert shown.replies.count == 1

    await delete_message(actor=world.owner, message_id=MessageId(replies[1].id))
    (shown,) = (await page(world, world.general, at=END, before=10)).messages
    assert shown.replies is None


async def _spread(world: World, minutes: list[int]) -> tuple[ChannelRow, list[Message], datetime]:
    """A channel with a message so many minutes after each other."""
    channel = await world.channel()
    posted = [await world.message(channel=channel) for _ in minutes]
    start = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    at = start
    async with db.transaction() as tx:
        for message, pause in zip(posted, minutes, strict=True):
            at += timedelta(minutes=pause)
            await tx.execute("update message set at = %(at)s where id = %(id)s", at=at, id=message.id)
    return channel, posted, start


async def test_a_time_is_found_in_a_history(world: World) -> None:
    channel, posted, start = await _spread(world, [1, 1, 10, 1])

    async def at(minute: float) -> int:
        return await find_seq_at(db.reader, channel.id, start + timedelta(minutes=minute))

    assert await at(0) <= posted[0].seq
    assert await at(1) <= posted[0].seq
    assert posted[1].seq < await at(5) <= posted[2].seq
    assert posted[1].seq < await at(12) <= posted[2].seq
    assert await at(14) > posted[3].seq
    assert await find_seq_at(db.reader, (await world.channel()).id, start) >= 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), st.integers(-1, 70))
async def test_any_time_splits_any_history_rightly(world: World, minutes: list[int], minute: int) -> None:
    channel, _, start = await _spread(world, minutes)
    at = start + timedelta(minutes=minute)

    seq = await find_seq_at(db.reader, channel.id, at)

    found = await page(world, channel.id, at=seq, before=50, after=50)
    times = {m.seq: datetime.fromisoformat(m.at) for m in found.messages}
    assert len(times) == len(minutes)
    assert all((moment >= at) == (number >= seq) for number, moment in times.items())


async def test_pages_use_their_index(world: World) -> None:
    from parley.queries.message import _PAGE

    await world.message()
    explain = db.statement(_PLAN + _PAGE.text, db.value)

    plan = "\n".join(
        await db.reader.all(
            explain,
            channel=world.general,
            at=END,
            before=50,
            after=0,
            user=world.owner.user_id,
            workspace=world.workspace_id,
            guest=False,
        )
    )

    assert "message_history" in plan
    assert "mention_message" in plan
    assert "Seq Scan" not in plan
