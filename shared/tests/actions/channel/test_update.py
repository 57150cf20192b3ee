"""Changing a channel: by whom, from what version, and who learns of it."""

import asyncio

import pytest

from parley import db
from parley.actions.channel.update import Changes, update_channel
from parley.actions.message.post import post_message
from parley.errors import (
    Changed,
    ChannelArchived,
    Forbidden,
    GeneralStays,
    Invalid,
    NameTaken,
    NotAMember,
    NotFound,
)
from parley.ids import MessageId, new_id, stream_name
from parley.queries.channel import get_channel
from parley.testing.laws import broken_laws
from parley.testing.world import World


async def test_a_rename_is_told_to_the_channel_and_the_workspace(world: World) -> None:
    channel = await world.channel()

    async with world.replayed(by=world.owner) as events:
        after = await update_channel(
            actor=world.owner, channel_id=channel.id, changes=Changes(name=" #Harbour ", description="Ships")
        )

    event, told = events
    assert (event.stream, told.stream) == (channel.stream, stream_name("workspace", world.workspace_id))
    assert (event.kind, event.data["name"], event.data["description"]) == (
        "channel.updated",
        "Harbour",
        "Ships",
    )
    assert event.data == told.data
    assert after.version == event.seq == event.data["version"]
    assert await get_channel(db.reader, channel.id, visible_to=world.owner) == after


async def test_what_changes_nothing_announces_nothing(world: World) -> None:
    channel = await world.channel()

    async with world.replayed(by=world.owner) as events:
        for changes in (
            Changes(),
            Changes(name=channel.name),
            Changes(archived=False),
            Changes(kind="public"),
        ):
            await update_channel(actor=world.owner, channel_id=channel.id, changes=changes)

    assert events == []


async def test_a_private_channels_changes_stay_in_it(world: World) -> None:
    channel = await world.channel(kind="private")
    ada = await world.member()

    async with world.replayed(by=ada) as events:
        await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(name="secret"))

    assert events == []


async def test_who_is_no_member_learns_that_a_channel_went_and_not_its_new_name(world: World) -> None:
    channel = await world.channel()
    ada = await world.member()

    async with world.replayed(by=ada) as events:
        await update_channel(
            actor=world.owner, channel_id=channel.id, changes=Changes(kind="private", name="secret")
        )

    (told,) = events
    assert (told.kind, told.data["kind"], told.data["name"]) == ("channel.updated", "private", channel.name)


async def test_who_is_no_member_learns_of_a_channel_when_it_becomes_public(world: World) -> None:
    channel = await world.channel(kind="private")
    ada = await world.member()
    await world.message(channel=channel, body="before")

    async with world.replayed(by=ada) as events:
        await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(kind="public"))
        await world.message(channel=channel, body="after")

    assert [event.kind for event in events] == ["channel.updated", "message.posted"]


async def test_a_channel_that_is_archived_and_turns_private_at_once_tells_outsiders_that_it_went(
    world: World,
) -> None:
    channel = await world.channel()
    ada = await world.member()

    async with world.replayed(by=ada) as events:
        await update_channel(
            actor=world.owner,
            channel_id=channel.id,
            changes=Changes(kind="private", name="secret", archived=True),
        )

    assert [(event.kind, event.data["name"]) for event in events] == [("channel.updated", channel.name)]


async def test_archiving_ends_writing_and_restoring_brings_it_back(world: World) -> None:
    channel = await world.channel()

    async def post() -> None:
        await post_message(
            actor=world.owner, channel_id=channel.id, message_id=MessageId(new_id()), body="hello"
        )

    async with world.replayed(by=world.owner) as events:
        await post()
        for _ in range(2):
            await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(archived=True))
        with pytest.raises(ChannelArchived):
            await post()
        with pytest.raises(ChannelArchived):
            await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(name="new"))
        await update_channel(
            actor=world.owner, channel_id=channel.id, changes=Changes(archived=False, name="new")
        )
        await post()

    kinds = [event.kind for event in events if event.stream == channel.stream]
    assert kinds == ["message.posted", "channel.archived", "channel.updated", "message.posted"]
    assert await broken_laws() == []


async def test_a_change_made_from_an_old_version_is_refused(world: World) -> None:
    channel = await world.channel()
    changed = await update_channel(
        actor=world.owner, channel_id=channel.id, changes=Changes(name="one"), if_version=channel.version
    )

    with pytest.raises(Changed):
        await update_channel(
            actor=world.owner, channel_id=channel.id, changes=Changes(name="two"), if_version=channel.version
        )

    assert (await get_channel(db.reader, channel.id, visible_to=world.owner)).name == changed.name


async def test_of_two_changes_from_one_version_one_is_made(world: World) -> None:
    channel = await world.channel()

    outcomes = await asyncio.gather(
        *(
            update_channel(
                actor=world.owner,
                channel_id=channel.id,
                changes=Changes(name=f"name-{number}"),
                if_version=channel.version,
            )
            for number in range(5)
        ),
        return_exceptions=True,
    )

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert len(await world.events(channel.stream, after=channel.head)) == 1


async def test_a_name_is_one_channels_whatever_its_case(world: World) -> None:
    channel, other = await world.channel(), await world.channel()

    with pytest.raises(NameTaken):
        await update_channel(
            actor=world.owner, channel_id=channel.id, changes=Changes(name=(other.name or "").upper())
        )

    assert await world.events(channel.stream, after=channel.head) == []


@pytest.mark.parametrize("changes", [Changes(name=" "), Changes(description="x" * 1001), Changes(kind="dm")])
async def test_what_a_channel_may_be_is_checked(world: World, changes: Changes) -> None:
    channel = await world.channel()

    with pytest.raises(Invalid):
        await update_channel(actor=world.owner, channel_id=channel.id, changes=changes)


async def test_members_rename_but_only_its_maker_and_admins_manage(world: World) -> None:
    ada, ben, admin = await world.member(), await world.member(), await world.member(role="admin")
    channel = await world.channel(by=ada, members=(ben,))

    await update_channel(actor=ben, channel_id=channel.id, changes=Changes(name="by ben"))
    with pytest.raises(Forbidden):
        await update_channel(actor=ben, channel_id=channel.id, changes=Changes(archived=True))
    await update_channel(actor=ada, channel_id=channel.id, changes=Changes(archived=True))
    await update_channel(actor=admin, channel_id=channel.id, changes=Changes(archived=False))


async def test_outsiders_and_guests_change_nothing(world: World) -> None:
    outsider, guest = await world.member(), await world.member(role="guest")
    public, private = await world.channel(), await world.channel(kind="private")
    await world.join(guest, public)

    with pytest.raises(NotAMember):
        await update_channel(actor=outsider, channel_id=public.id, changes=Changes(name="x"))
    with pytest.raises(Forbidden):
        await update_channel(actor=guest, channel_id=public.id, changes=Changes(name="x"))
    with pytest.raises(NotFound):
        await update_channel(actor=outsider, channel_id=private.id, changes=Changes(name="x"))


async def test_general_stays(world: World) -> None:
    ada = await world.member()

    for changes in (Changes(archived=True), Changes(kind="private")):
        with pytest.raises(GeneralStays):
            await update_channel(actor=world.owner, channel_id=world.general, changes=changes)
    with pytest.raises(Forbidden):
        await update_channel(actor=ada, channel_id=world.general, changes=Changes(description="mine"))
    await update_channel(actor=world.owner, channel_id=world.general, changes=Changes(description="ours"))
