"""The read position: it only grows, and what is left after it is counted right whatever happens meanwhile."""

import asyncio

import pytest

from parley import db
from parley.actions.message.delete import delete_message
from parley.actions.message.post import post_message
from parley.actions.read.move import move_read
from parley.errors import NotAMember, NotFound
from parley.ids import MessageId, ThreadId, new_id
from parley.queries.boot import get_boot
from parley.testing.laws import broken_laws
from parley.testing.world import World

_STANDINGS = db.statement(
    """
    select count(*) from membership k join stream s on s.id = k.channel
    where k.read_ordinal <> (
        select count(*) from message where channel = k.channel and in_channel and seq <= k.read_seq)
    """,
    db.value,
)


async def test_moving_on_is_told_on_ones_own_stream_with_what_is_left(world: World) -> None:
    ada = await world.member()
    first = await world.message()
    await world.message(body="for @person2")

    async with world.replayed(by=ada) as events:
        assert await move_read(actor=ada, channel_id=world.general, seq=first.seq) == first.seq

    (event,) = events
    assert (event.kind, event.data) == (
        "read.moved",
        {"channel": str(world.general), "thread": None, "seq": first.seq, "unread": 1, "mentions": 1},
    )
    (channel,) = (await get_boot(db.reader, of=ada)).channels
    assert (channel.head, channel.read, channel.unread, channel.mentions) == (
        channel.head,
        first.seq,
        1,
        1,
    )


async def test_it_only_grows_and_a_repeat_announces_nothing(world: World) -> None:
    ada, message = await world.member(), await world.message()

    async with world.replayed(by=ada) as events:
        for seq in (message.seq, message.seq, 0, 1):
            assert await move_read(actor=ada, channel_id=world.general, seq=seq) == message.seq

    assert [event.kind for event in events] == ["read.moved"]


async def test_it_never_passes_the_head(world: World) -> None:
    ada, message = await world.member(), await world.message()

    assert await move_read(actor=ada, channel_id=world.general, seq=10**9) == message.seq

    await world.message()
    (channel,) = (await get_boot(db.reader, of=ada)).channels
    assert channel.unread == 1


async def test_ones_own_messages_are_never_unread(world: World) -> None:
    ada, ben = await world.member(), await world.member()
    theirs = await world.message(by=ben)
    for author in (ada, ben, ada):
        await world.message(by=author)

    async with world.replayed(by=ada):
        await move_read(actor=ada, channel_id=world.general, seq=theirs.seq)

    (channel,) = (await get_boot(db.reader, of=ada)).channels
    assert channel.unread == 1
    assert await broken_laws() == []


async def test_mentions_count_what_others_said_in_the_channel_itself(world: World) -> None:
    ada, ben = await world.member(), await world.member()
    root = await world.message(by=ben, body="for @person2")
    await world.message(by=ada, body="I am @person2")
    await post_message(
        actor=ben,
        channel_id=world.general,
        message_id=MessageId(new_id()),
        body="a reply, @person2",
        thread=ThreadId(root.id),
    )

    async with world.replayed(by=ada):
        pass

    (channel,) = (await get_boot(db.reader, of=ada)).channels
    assert (channel.unread, channel.mentions) == (1, 1)


async def test_deleted_ones_before_the_position_no_longer_count(world: World) -> None:
    ada = await world.member()
    messages = [await world.message() for _ in range(3)]
    await delete_message(actor=world.owner, message_id=MessageId(messages[0].id))
    await delete_message(actor=world.owner, message_id=MessageId(messages[2].id))

    async with world.replayed(by=ada):
        await move_read(actor=ada, channel_id=world.general, seq=messages[0].seq)

    (channel,) = (await get_boot(db.reader, of=ada)).channels
    assert channel.unread == 1


async def test_only_members_have_a_read_position(world: World) -> None:
    ada = await world.member()
    public, private = await world.channel(), await world.channel(kind="private")

    with pytest.raises(NotAMember):
        await move_read(actor=ada, channel_id=public.id, seq=1)
    with pytest.raises(NotFound):
        await move_read(actor=ada, channel_id=private.id, seq=1)


async def test_reading_and_writing_at_once_keeps_the_counts(world: World) -> None:
    ada, ben = await world.member(), await world.member()

    async def chatter(number: int) -> None:
        message = await world.message(by=(ada, ben)[number % 2])
        if number % 3 == 0:
            await move_read(actor=(ben, ada)[number % 2], channel_id=world.general, seq=message.seq)

    async with world.replayed(by=ada, at_once=True):
        await asyncio.gather(*(chatter(number) for number in range(60)))

    assert await db.reader.one(_STANDINGS) == 0
    assert await broken_laws() == []
