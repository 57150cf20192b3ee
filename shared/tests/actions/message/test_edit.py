"""Editing: by its author, from what version, and what it takes along."""

import asyncio

import pytest

from parley import db
from parley.actions.channel.update import Changes, update_channel
from parley.actions.member.remove import remove_member
from parley.actions.message.add_preview import add_preview
from parley.actions.message.delete import delete_message
from parley.actions.message.edit import edit_message
from parley.actions.message.post import post_message
from parley.errors import (
    Changed,
    ChannelArchived,
    Invalid,
    MessageDeleted,
    NotAMember,
    NotAuthor,
    NotFound,
)
from parley.events import Message
from parley.ids import ChannelId, MessageId, new_id
from parley.queries.boot import get_boot
from parley.queries.message import get_message
from parley.testing.laws import broken_laws
from parley.testing.world import World


def id_of(message: Message) -> MessageId:
    return MessageId(message.id)


async def test_an_edit_is_an_event_with_the_whole_message(world: World) -> None:
    message = await world.message(body="frist")

    async with world.replayed(by=world.owner) as events:
        edited = await edit_message(actor=world.owner, message_id=id_of(message), body="first")

    (event,) = events
    assert (event.kind, event.data["body"], event.data["seq"]) == ("message.edited", "first", message.seq)
    assert event.data["version"] == edited.version == event.seq
    assert event.data["edited_at"] == edited.edited_at is not None
    row = await get_message(db.reader, id_of(message), visible_to=world.owner)
    assert row.message == edited
    assert await broken_laws() == []


async def test_the_same_body_again_announces_nothing(world: World) -> None:
    message = await world.message(body="first")

    async with world.replayed(by=world.owner) as events:
        for body in ("first", "second", "second"):
            edited = await edit_message(actor=world.owner, message_id=id_of(message), body=body)

    assert [event.kind for event in events] == ["message.edited"]
    assert edited.body == "second"


async def test_of_two_edits_from_one_version_one_is_made(world: World) -> None:
    message = await world.message()

    outcomes = await asyncio.gather(
        *(
            edit_message(
                actor=world.owner,
                message_id=id_of(message),
                body=f"edit {number}",
                if_version=message.version,
            )
            for number in range(5)
        ),
        return_exceptions=True,
    )

    made = [outcome for outcome in outcomes if isinstance(outcome, Message)]
    assert len(made) == 1
    assert {type(outcome) for outcome in outcomes} == {Message, Changed}
    row = await get_message(db.reader, id_of(message), visible_to=world.owner)
    assert row.message == made[0]


async def test_an_edit_changes_whom_the_message_names(world: World) -> None:
    ada, ben = await world.member(), await world.member()
    message = await world.message(body="for @person2")

    edited = await edit_message(actor=world.owner, message_id=id_of(message), body="for @person3")

    assert edited.mentions == [ben.user_id]
    counts = [(await get_boot(db.reader, of=each)).channels[0].mentions for each in (ada, ben)]
    assert counts == [0, 1]


async def test_a_preview_goes_with_its_link(world: World) -> None:
    message = await world.message(body="see https://a.example and https://b.example")
    for place, url in enumerate(("https://a.example", "https://b.example")):
        await add_preview(
            message_id=id_of(message), url=url, place=place, title=url, description="", site_name=""
        )

    edited = await edit_message(actor=world.owner, message_id=id_of(message), body="see https://b.example")

    assert [preview.url for preview in edited.previews] == ["https://b.example"]
    row = await get_message(db.reader, id_of(message), visible_to=world.owner)
    assert row.message == edited


async def test_a_post_repeated_after_an_edit_is_still_a_repeat(world: World) -> None:
    message = await world.message(body="first")
    await edit_message(actor=world.owner, message_id=id_of(message), body="second")

    posted = await post_message(
        actor=world.owner, channel_id=ChannelId(message.channel), message_id=id_of(message), body="first"
    )

    assert posted.is_repeat


async def test_only_its_author_edits(world: World) -> None:
    ada = await world.member(role="admin")
    message = await world.message()

    with pytest.raises(NotAuthor):
        await edit_message(actor=ada, message_id=id_of(message), body="mine now")


async def test_what_one_may_not_see_can_t_be_edited(world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))
    message = await world.message(by=ada, channel=channel)
    await remove_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)

    for message_id in (id_of(message), MessageId(new_id())):
        with pytest.raises(NotFound):
            await edit_message(actor=ada, message_id=message_id, body="from outside")


async def test_what_is_deleted_or_archived_stays(world: World) -> None:
    channel = await world.channel()
    deleted, archived = await world.message(channel=channel), await world.message(channel=channel)
    await delete_message(actor=world.owner, message_id=id_of(deleted))

    with pytest.raises(MessageDeleted):
        await edit_message(actor=world.owner, message_id=id_of(deleted), body="back")
    await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(archived=True))
    with pytest.raises(ChannelArchived):
        await edit_message(actor=world.owner, message_id=id_of(archived), body="late")


@pytest.mark.parametrize("body", ["", " \n ", "a\0b", "x" * 40_001])
async def test_a_body_is_checked(world: World, body: str) -> None:
    message = await world.message()

    with pytest.raises(Invalid):
        await edit_message(actor=world.owner, message_id=id_of(message), body=body)


async def test_who_was_removed_says_nothing_more_by_an_edit(world: World) -> None:
    eve = await world.member()
    channel = await world.channel(members=(eve,))
    message = await world.message(by=eve, channel=channel)
    await remove_member(actor=world.owner, channel_id=channel.id, user_id=eve.user_id)
    (left,) = (await world.events(channel.stream))[-1:]

    with pytest.raises(NotAMember):
        await edit_message(actor=eve, message_id=id_of(message), body="@person1 I am still here")

    assert await world.events(channel.stream, after=left.seq) == []
