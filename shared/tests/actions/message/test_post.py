"""Posting: once by its id, by those who may, into threads and to those it names."""

import asyncio
from collections import Counter

import pytest

from parley import db, eventlog
from parley.actions.message.post import post_message
from parley.errors import (
    ChannelArchived,
    Forbidden,
    IdTaken,
    Invalid,
    NotAMember,
    NotFound,
    ParleyError,
    ThreadNotFound,
)
from parley.events import MemberLeft
from parley.ids import MessageId, ThreadId, new_id, stream_name
from parley.policies.message import MAX_BODY
from parley.testing.laws import broken_laws
from parley.testing.world import World

_ALL = db.statement("select count(*) from message", db.value)
_MENTIONS = db.statement("select user_id, seq from mention order by seq", lambda *columns: columns)


async def test_a_repeat_gets_the_first_receipt_and_announces_nothing(world: World) -> None:
    given = {
        "actor": world.owner,
        "channel_id": world.general,
        "message_id": MessageId(new_id()),
        "body": "once",
    }

    async with world.replayed(by=world.owner) as events:
        first = await post_message(**given)
        second = await post_message(**given)

    assert not first.is_repeat
    assert second.is_repeat
    assert second.message == first.message
    assert [(event.kind, event.data["id"]) for event in events] == [
        ("message.posted", str(given["message_id"]))
    ]


async def test_other_content_under_the_same_id_is_id_taken(world: World) -> None:
    message = await world.message(body="mine")

    with pytest.raises(IdTaken):
        await post_message(
            actor=world.owner, channel_id=world.general, message_id=MessageId(message.id), body="other"
        )


async def test_somebody_elses_id_is_id_taken(world: World) -> None:
    message = await world.message(body="mine")
    other = await world.member()

    with pytest.raises(IdTaken):
        await post_message(
            actor=other, channel_id=world.general, message_id=MessageId(message.id), body="mine"
        )


async def test_a_hidden_channel_does_not_tell_whose_ids_are_there(world: World) -> None:
    private = await world.channel(kind="private")
    message = await world.message(channel=private)
    stranger = await world.member()

    for message_id in (message.id, new_id()):
        with pytest.raises(NotFound):
            await post_message(
                actor=stranger, channel_id=private.id, message_id=MessageId(message_id), body="guess"
            )


async def test_a_repeat_after_the_right_is_gone_still_gets_the_first_receipt(world: World) -> None:
    channel = await world.channel(kind="private")
    author = await world.member(channel=channel)
    given = {"actor": author, "channel_id": channel.id, "message_id": MessageId(new_id()), "body": "before"}
    first = await post_message(**given)
    await remove(world, channel.stream, author.user_id)

    repeat = await post_message(**given)

    assert repeat.is_repeat
    assert repeat.message.seq == first.message.seq
    with pytest.raises(NotFound):
        await post_message(**{**given, "message_id": MessageId(new_id())})


@pytest.mark.parametrize("body", ["", "  \n ", "a\0b", "x" * (MAX_BODY + 1), "\ud800"])
async def test_what_is_no_text_is_invalid(world: World, body: str) -> None:
    with pytest.raises(Invalid) as refused:
        await post_message(
            actor=world.owner, channel_id=world.general, message_id=MessageId(new_id()), body=body
        )

    assert refused.value.errors[0]["field"] == "body"


async def test_forty_thousand_characters_are_posted(world: World) -> None:
    message = await world.message(body="é" * MAX_BODY)

    events = await world.events(stream_name("channel", world.general), after=message.seq - 1)

    assert events[0].data["body"] == "é" * MAX_BODY


async def test_only_members_post(world: World) -> None:
    public, private = await world.channel(), await world.channel(kind="private")
    stranger = await world.member()

    for channel, refusal in ((public, NotAMember), (private, NotFound)):
        with pytest.raises(refusal):
            await world.message(by=stranger, channel=channel)

    guest = await world.member(role="guest")
    with pytest.raises(NotFound):
        await world.message(by=guest, channel=public)
    assert await db.reader.one(_ALL) == 0


async def test_an_archived_channel_takes_nothing(world: World) -> None:
    channel = await world.channel()
    await world.message(channel=channel)  # so that a judgement is kept
    async with db.transaction() as tx:
        stream = (await eventlog.lock(tx, channel.stream))[channel.stream]
        await tx.execute("update channel set archived_at = now() where id = %(id)s", id=channel.id)
        await eventlog.append(tx, stream, "channel.archived", channel.wire(), changes_acl=True)

    with pytest.raises(ChannelArchived):
        await world.message(channel=channel)


async def test_an_announcement_channel_is_for_admins(world: World) -> None:
    channel = await world.channel()
    member = await world.member(channel=channel)
    async with db.transaction() as tx:
        await tx.execute("update channel set posting = 'admins' where id = %(id)s", id=channel.id)

    await world.message(channel=channel)
    with pytest.raises(Forbidden):
        await world.message(by=member, channel=channel)


async def test_nobody_posts_after_member_left(world: World) -> None:
    """Members are removed while their sends wait: what was judged is judged again under the lock."""
    channel = await world.channel(kind="private")
    speaker = await world.member(channel=channel)
    outcomes: Counter[str] = Counter()
    is_over = asyncio.Event()

    async def speak() -> None:
        while not is_over.is_set():
            try:
                await world.message(by=speaker, channel=channel)
                outcomes["posted"] += 1
            except ParleyError as error:
                outcomes[error.code] += 1
            await asyncio.sleep(0)

    speaking = [asyncio.create_task(speak()) for _ in range(8)]
    for _ in range(25):
        await asyncio.sleep(0.01)
        await remove(world, channel.stream, speaker.user_id)
        await asyncio.sleep(0.01)
        await world.join(speaker, channel)
    is_over.set()
    await asyncio.gather(*speaking)

    is_in = False
    broken = []
    for event in await world.events(channel.stream):
        if event.kind in ("member.joined", "member.left") and event.data["user"] == str(speaker.user_id):
            is_in = event.kind == "member.joined"
        if event.kind == "message.posted" and event.data["author"] == str(speaker.user_id) and not is_in:
            broken.append(event.seq)
    assert broken == []
    assert outcomes["posted"] > 0
    assert outcomes["not_found"] > 0
    assert await broken_laws() == []


async def test_a_mention_is_a_row_and_an_id_in_the_message(world: World) -> None:
    someone = await world.member()
    handle = await handle_of(someone.user_id)

    async with world.replayed(by=someone):
        message = await world.message(
            body=f"@{handle.upper()}, and x@{handle} is an address; @nobody is nobody"
        )

    assert message.mentions == [someone.user_id]
    assert await db.reader.all(_MENTIONS) == [(someone.user_id, message.seq)]


async def test_replies_grow_a_thread_from_their_root(world: World) -> None:
    root = await world.message(body="root")

    async with world.replayed(by=world.owner):
        replies = [
            await post_message(
                actor=world.owner,
                channel_id=world.general,
                message_id=MessageId(new_id()),
                body=f"{n}",
                thread=ThreadId(root.id),
                also_to_channel=n == 2,
            )
            for n in range(3)
        ]

    assert [reply.message.thread for reply in replies] == [root.id] * 3
    assert [reply.message.also_to_channel for reply in replies] == [False, False, True]
    row = db.statement(
        "select thread, (select ordinal from thread where id = m.id) from message m where id = %(id)s",
        lambda *c: c,
    )
    assert await db.reader.one(row, id=root.id) == (root.id, 3)
    assert await broken_laws() == []


async def test_a_reply_to_nothing_of_this_channel_finds_no_thread(world: World) -> None:
    elsewhere = await world.message(channel=await world.channel())

    with pytest.raises(ThreadNotFound):
        await post_message(
            actor=world.owner,
            channel_id=world.general,
            message_id=MessageId(new_id()),
            body="?",
            thread=ThreadId(elsewhere.id),
        )


async def remove(world: World, stream: str, user: object) -> None:
    """Take somebody out of a channel, as leaving does."""
    async with db.transaction() as tx:
        locked = (await eventlog.lock(tx, stream))[stream]  # pyright: ignore[reportArgumentType]
        await tx.execute(
            "delete from membership where channel = %(channel)s and user_id = %(user)s",
            channel=locked.id,
            user=user,
        )
        payload = MemberLeft(channel=world.general, user=user, by=user)  # pyright: ignore[reportArgumentType]
        await eventlog.append(tx, locked, "member.left", payload, changes_acl=True)


async def handle_of(user: object) -> str:
    found = await db.reader.one(
        db.statement('select handle from "user" where id = %(id)s', db.value), id=user
    )
    assert found is not None
    return str(found)
