"""Deleting: the row stays, the text goes from everywhere, the counts agree."""

import asyncio

import pytest

from parley import db
from parley.actions.message.add_preview import add_preview
from parley.actions.message.delete import delete_message
from parley.actions.message.edit import edit_message
from parley.actions.message.post import post_message
from parley.errors import IdTaken, NotAuthor, NotFound, ParleyError
from parley.events import Message
from parley.ids import ChannelId, MessageId, ThreadId, new_id, stream_name
from parley.models import Job
from parley.queries.boot import get_boot
from parley.queries.message import END, get_message, list_history
from parley.testing.laws import broken_laws
from parley.testing.world import World

_LOG = db.statement("select string_agg(data::text, '') from event", db.value)
_ROWS = db.statement("select body, digest from message", lambda body, digest: (body, digest))
_MENTIONS = db.statement("select count(*) from mention", db.value)


def id_of(message: Message) -> MessageId:
    return MessageId(message.id)


async def test_the_text_goes_from_the_row_and_from_every_event(world: World) -> None:
    message = await world.message(body="a secret for @person1 https://a.example")
    await edit_message(actor=world.owner, message_id=id_of(message), body="another secret https://a.example")
    await add_preview(
        message_id=id_of(message),
        url="https://a.example",
        place=0,
        title="a secret title",
        description="",
        site_name="",
    )

    async with world.replayed(by=world.owner):
        await delete_message(actor=world.owner, message_id=id_of(message))

    assert "secret" not in (await db.reader.one(_LOG) or "")
    assert await db.reader.all(_ROWS) == [("", None)]
    assert await db.reader.one(_MENTIONS) == 0
    events = await world.events(stream_name("channel", world.general), after=message.seq - 1)
    assert [event.kind for event in events if event.kind.startswith("message.")] == [
        "message.posted",
        "message.edited",
        "message.previewed",
        "message.deleted",
    ]
    row = await get_message(db.reader, id_of(message), visible_to=world.owner)
    assert (row.message.body, row.message.mentions, row.message.previews) == (None, [], [])
    assert row.message.version == events[-1].seq
    assert await broken_laws() == []


async def test_other_messages_keep_their_text(world: World) -> None:
    kept = await world.message(body="kept")
    gone = await world.message(body="gone")

    await delete_message(actor=world.owner, message_id=id_of(gone))

    page = await list_history(db.reader, world.general, visible_to=world.owner, at=END, before=10, after=0)
    assert [(each.id, each.body) for each in page.messages] == [(kept.id, "kept"), (gone.id, None)]
    assert "kept" in (await db.reader.one(_LOG) or "")


async def test_deleting_twice_announces_once(world: World) -> None:
    message = await world.message()

    async with world.replayed(by=world.owner) as events:
        await asyncio.gather(
            *(delete_message(actor=world.owner, message_id=id_of(message)) for _ in range(4))
        )

    assert [event.kind for event in events] == ["message.deleted"]


async def test_an_edit_and_a_deletion_at_once_leave_it_deleted(world: World) -> None:
    message = await world.message(body="a secret")

    async with world.replayed(by=world.owner):
        outcomes = await asyncio.gather(
            edit_message(actor=world.owner, message_id=id_of(message), body="another secret"),
            delete_message(actor=world.owner, message_id=id_of(message)),
            edit_message(actor=world.owner, message_id=id_of(message), body="a third secret"),
            return_exceptions=True,
        )

    assert all(isinstance(each, Message | ParleyError | None) for each in outcomes)
    assert "secret" not in (await db.reader.one(_LOG) or "")
    assert await broken_laws() == []


async def test_unread_counts_leave_deleted_ones_out(world: World) -> None:
    ada = await world.member()
    messages = [await world.message(body="hello @person2") for _ in range(3)]

    async with world.replayed(by=ada):
        await delete_message(actor=world.owner, message_id=id_of(messages[1]))

    (channel,) = (await get_boot(db.reader, of=ada)).channels
    assert (channel.unread, channel.mentions) == (2, 2)


async def test_a_root_that_goes_keeps_the_replies_that_hang_on_it(world: World) -> None:
    async with world.replayed(by=world.owner):
        root = await world.message(body="root")
        await post_message(
            actor=world.owner,
            channel_id=world.general,
            message_id=MessageId(new_id()),
            body="reply",
            thread=ThreadId(root.id),
        )
        await delete_message(actor=world.owner, message_id=id_of(root))

    row = await get_message(db.reader, id_of(root), visible_to=world.owner)
    assert row.message.replies is not None
    assert row.message.replies.count == 1


async def test_admins_delete_and_members_only_their_own(world: World) -> None:
    ada, admin = await world.member(), await world.member(role="admin")
    message = await world.message()

    with pytest.raises(NotAuthor):
        await delete_message(actor=ada, message_id=id_of(message))
    await delete_message(actor=admin, message_id=id_of(message))
    with pytest.raises(NotFound):
        await delete_message(actor=admin, message_id=MessageId(new_id()))


async def test_a_deleted_messages_id_repeats_for_its_author_alone(world: World) -> None:
    ada = await world.member()
    message = await world.message(body="gone")
    await delete_message(actor=world.owner, message_id=id_of(message))
    given = {"channel_id": ChannelId(message.channel), "message_id": id_of(message)}

    assert (await post_message(actor=world.owner, body="whatever", **given)).is_repeat
    with pytest.raises(IdTaken):
        await post_message(actor=ada, body="gone", **given)


async def test_what_is_owed_for_its_links_goes_too(world: World) -> None:
    message = await world.message(body="https://a.example/secret")
    other = await world.message(body="https://b.example")
    async with db.transaction() as tx:
        for each in (message, other):
            await tx.insert(Job(key=f"preview:{each.id}:x", kind="preview", data={"url": each.body}))

    await delete_message(actor=world.owner, message_id=id_of(message))

    keys = await db.reader.all(db.statement("select key from job", db.value))
    assert keys == [f"preview:{other.id}:x"]
