"""Joining, adding, leaving, removing: who may, who learns of it, and what holds when both happen at once."""

import asyncio

import pytest

from parley import db
from parley.actions.channel.update import Changes, update_channel
from parley.actions.member.add import add_member
from parley.actions.member.remove import remove_member
from parley.errors import ChannelArchived, Forbidden, GeneralStays, NotAMember, NotFound
from parley.ids import ChannelId, UserId, new_id, stream_name
from parley.queries.boot import get_boot
from parley.queries.cursor import START
from parley.queries.member import is_member, list_members
from parley.testing.laws import broken_laws
from parley.testing.world import World


async def test_joining_twice_announces_once_on_both_streams(world: World) -> None:
    ada, channel = await world.member(), await world.channel()
    await world.message(channel=channel)

    async with world.replayed(by=ada) as events:
        await add_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)
        await add_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)

    joined, told = events
    assert (joined.stream, told.stream) == (channel.stream, stream_name("user", ada.user_id))
    assert (joined.kind, joined.data) == (
        "member.joined",
        {"channel": str(channel.id), "user": str(ada.user_id), "by": str(ada.user_id)},
    )
    assert (told.data["stream"], told.data["after"]) == (channel.stream, joined.seq)
    boot = await get_boot(db.reader, of=ada)
    (snapshot,) = [each for each in boot.channels if each.id == channel.id]
    assert told.data["joined"]["head"] == told.data["joined"]["read"] == snapshot.read == joined.seq
    assert (snapshot.unread, snapshot.mentions) == (0, 0)


async def test_leaving_twice_announces_once_on_both_streams(world: World) -> None:
    ada = await world.member()
    channel = await world.channel(members=(ada,))

    async with world.replayed(by=ada) as events:
        await remove_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)
        await remove_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)

    left, told = events
    assert (left.kind, left.stream) == ("member.left", channel.stream)
    assert (told.kind, told.data["stream"]) == ("member.left", channel.stream)


async def test_leaving_a_private_channel_again_succeeds_though_it_is_gone_from_sight(world: World) -> None:
    ada, ben = await world.member(), await world.member()
    channel = await world.channel(kind="private", members=(ada,))

    async with world.replayed(by=ada) as events:
        for _ in range(2):
            await remove_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)
        await world.message(channel=channel)

    assert [event.stream for event in events] == [stream_name("user", ada.user_id)]
    with pytest.raises(NotFound):
        await remove_member(actor=ben, channel_id=channel.id, user_id=ben.user_id)
    with pytest.raises(NotFound):
        await remove_member(actor=ada, channel_id=ChannelId(new_id()), user_id=ada.user_id)


async def test_members_add_to_private_channels_and_nobody_else_can(world: World) -> None:
    ada, ben, cat = await world.member(), await world.member(), await world.member()
    channel = await world.channel(kind="private", members=(ada,))

    async with world.replayed(by=ada) as events:
        await add_member(actor=ada, channel_id=channel.id, user_id=ben.user_id)
        with pytest.raises(NotFound):
            await add_member(actor=cat, channel_id=channel.id, user_id=cat.user_id)

    assert await is_member(db.reader, channel.stream_id, ben.user_id)
    (event,) = events
    assert (event.data["user"], event.data["by"]) == (str(ben.user_id), str(ada.user_id))


async def test_any_full_member_adds_to_a_public_channel_and_no_guest(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    channel = await world.channel()

    async with world.replayed(by=guest) as events:
        await add_member(actor=ada, channel_id=channel.id, user_id=guest.user_id)

    assert await is_member(db.reader, channel.stream_id, guest.user_id)
    assert [event.stream for event in events] == [stream_name("user", guest.user_id)]
    with pytest.raises(Forbidden):
        await add_member(actor=guest, channel_id=channel.id, user_id=world.owner.user_id)
    other = await world.channel()
    with pytest.raises(NotFound):
        await add_member(actor=guest, channel_id=other.id, user_id=guest.user_id)


async def test_nobody_is_added_to_an_archived_channel(world: World) -> None:
    ada, channel = await world.member(), await world.channel()
    await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(archived=True))

    with pytest.raises(ChannelArchived):
        await add_member(actor=ada, channel_id=channel.id, user_id=ada.user_id)


async def test_deactivated_and_unknown_people_are_not_added(world: World) -> None:
    ada, channel = await world.member(), await world.channel()
    async with db.transaction() as tx:
        await tx.execute('update "user" set deactivated_at = now() where id = %(id)s', id=ada.user_id)

    for user in (ada.user_id, UserId(new_id())):
        with pytest.raises(NotFound):
            await add_member(actor=world.owner, channel_id=channel.id, user_id=user)


async def test_its_maker_and_admins_remove_and_others_don_t(world: World) -> None:
    ada, ben, cat = await world.member(), await world.member(), await world.member()
    admin = await world.member(role="admin")
    channel = await world.channel(by=ada, members=(ben, cat))

    with pytest.raises(Forbidden):
        await remove_member(actor=ben, channel_id=channel.id, user_id=cat.user_id)
    await remove_member(actor=ada, channel_id=channel.id, user_id=cat.user_id)
    await remove_member(actor=admin, channel_id=channel.id, user_id=ben.user_id)

    assert not await is_member(db.reader, channel.stream_id, ben.user_id)
    assert not await is_member(db.reader, channel.stream_id, cat.user_id)


async def test_nobody_leaves_general_but_a_guest(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    await add_member(actor=ada, channel_id=world.general, user_id=guest.user_id)

    with pytest.raises(GeneralStays):
        await remove_member(actor=ada, channel_id=world.general, user_id=ada.user_id)
    with pytest.raises(GeneralStays):
        await remove_member(actor=world.owner, channel_id=world.general, user_id=ada.user_id)
    await remove_member(actor=guest, channel_id=world.general, user_id=guest.user_id)


async def test_joining_and_leaving_at_once_leaves_log_and_membership_agreed(world: World) -> None:
    people = [await world.member() for _ in range(3)]
    channel = await world.channel()

    async def turn(number: int) -> None:
        ada = people[number % 3]
        act = add_member if number % 2 else remove_member
        await act(actor=ada, channel_id=channel.id, user_id=ada.user_id)

    await asyncio.gather(*(turn(number) for number in range(60)))

    here = set()
    for event in await world.events(channel.stream, after=channel.head):
        user = event.data["user"]
        assert (user in here) == (event.kind == "member.left")
        here ^= {user}
    rows = await list_members(db.reader, channel.id, visible_to=world.owner, after=START, limit=50)
    assert {str(row.user) for row in rows} == here | {str(world.owner.user_id)}
    assert await broken_laws() == []


async def test_who_is_in_a_channel_is_shown_to_those_who_see_it(world: World) -> None:
    ada = await world.member()
    public, private = await world.channel(), await world.channel(kind="private")

    rows = await list_members(db.reader, public.id, visible_to=ada, after=START, limit=50)

    assert [row.user for row in rows] == [world.owner.user_id]
    assert await list_members(db.reader, public.id, visible_to=ada, after=rows[0].user, limit=50) == []
    with pytest.raises(NotFound):
        await list_members(db.reader, private.id, visible_to=ada, after=START, limit=50)


async def test_a_private_channel_needs_a_member_to_add(world: World) -> None:
    channel = await world.channel(kind="private")

    await remove_member(actor=world.owner, channel_id=channel.id, user_id=world.owner.user_id)

    with pytest.raises((NotFound, NotAMember)):
        await add_member(actor=world.owner, channel_id=channel.id, user_id=world.owner.user_id)


async def test_adding_again_succeeds_when_the_channel_is_archived_since(world: World) -> None:
    ada = await world.member()
    channel = await world.channel(members=(ada,))
    await update_channel(actor=world.owner, channel_id=channel.id, changes=Changes(archived=True))
    head = len(await world.events(channel.stream))

    await add_member(actor=world.owner, channel_id=channel.id, user_id=ada.user_id)

    assert len(await world.events(channel.stream)) == head
