"""Typing reaches the members of the channel that are there, and nobody else; it is never kept."""

import asyncio
from typing import Any

import pytest
from gateway_lab import (
    PATIENCE_SECONDS,
    Client,
    Gateway,
    fresh,
    give_role,
    greeted,
    make_private,
    remove,
)

from parley.actions.channel.update import Changes, update_channel
from parley.events import Role
from parley.ids import ChannelId, StreamName, new_id, stream_name
from parley.queries.channel import ChannelRow
from parley.testing.world import World
from parley_gateway.handlers.typing import note


async def keep_typing(client: Client, channel: ChannelRow) -> dict[str, Any]:
    """Type until it is refused: what comes too often is dropped unseen."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            await client.say("typing", channel=channel.id)
            for frame in await client.hear_everything():
                if frame["type"] == "error":
                    return frame
            await asyncio.sleep(0.05)


async def test_it_reaches_the_others_in_the_channel(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    private = await world.channel(kind="private", members=(ada,))
    thread = new_id()

    async with greeted(gateway, ada) as hers, greeted(gateway, ada) as her_other:
        async with greeted(gateway, world.owner) as owners, greeted(gateway, bob) as his:
            await hers.say("typing", channel=private.id, thread=thread)
            frame = await owners.answer("typing")
            unheard = [await each.hear_everything() for each in (hers, her_other, his)]

    assert frame == {
        "type": "typing",
        "channel": str(private.id),
        "user": str(ada.user_id),
        "thread": str(thread),
    }
    assert unheard == [[], [], []]


async def test_who_only_looks_in_neither_types_nor_is_told(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    channel = await world.channel(members=(bob,))

    async with greeted(gateway, ada) as hers, greeted(gateway, bob) as his:
        async with greeted(gateway, world.owner) as owners:
            await hers.ask("watch", stream=channel.stream)
            refused = await hers.ask("typing", channel=channel.id)
            await owners.say("typing", channel=channel.id)
            await his.answer("typing")
            told = await hers.hear_everything()

    assert (refused["type"], refused["code"]) == ("error", "not_a_member")
    assert told == []


async def test_one_who_left_is_not_told_and_does_not_type(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    channel = await world.channel(kind="private", members=(ada, bob))
    async with greeted(gateway, ada) as hers, greeted(gateway, bob) as his:
        async with greeted(gateway, world.owner) as owners:
            await hers.say("typing", channel=channel.id)
            await owners.answer("typing")
            await his.answer("typing")

            await remove(ada, channel)
            last = await world.message(channel=channel)
            await owners.hear_up_to(channel.stream, last.seq)
            await owners.say("typing", channel=channel.id)
            await his.answer("typing")
            told = [frame["type"] for frame in await hers.hear_everything()]
            refused = await hers.ask("typing", channel=channel.id)

    assert refused["code"] == "not_a_member"
    assert "typing" not in told


async def test_nobody_types_in_an_archived_channel_until_it_is_restored(
    gateway: Gateway, world: World
) -> None:
    ada = await world.member()
    channel = await world.channel(members=(ada,))

    async def set_archived(archived: bool) -> None:
        await update_channel(
            actor=world.owner, channel_id=ChannelId(channel.id), changes=Changes(archived=archived)
        )

    async with greeted(gateway, ada) as hers, greeted(gateway, world.owner) as owners:
        await hers.say("typing", channel=channel.id)
        await owners.answer("typing")
        await set_archived(True)
        await hers.hear_up_to(channel.stream, (await fresh(channel, ada)).head)
        refused = await keep_typing(hers, channel)
        await set_archived(False)
        async with greeted(gateway, ada) as other:
            await other.say("typing", channel=channel.id)
            again = await owners.until(lambda frame: frame["type"] == "typing")

    assert refused["code"] == "channel_archived"
    assert again["user"] == str(ada.user_id)


async def test_where_only_admins_post_only_they_type(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(members=(ada,))
    await world.let_only_admins_post(channel)

    async with greeted(gateway, ada) as hers, greeted(gateway, world.owner) as owners:
        refused = await hers.ask("typing", channel=channel.id)
        await owners.say("typing", channel=channel.id)
        told = await hers.answer("typing")

    assert refused["code"] == "forbidden"
    assert told["user"] == str(world.owner.user_id)


async def test_what_is_too_much_is_dropped_without_an_answer(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(members=(ada,))

    async with greeted(gateway, ada) as hers, greeted(gateway, world.owner) as owners:
        for _ in range(50):
            await hers.say("typing", channel=channel.id)
        answers = await hers.hear_everything()
        await owners.answer("typing")

    assert answers == []


def test_a_socket_types_once_in_two_seconds_and_in_five_channels_at_once() -> None:
    names = [stream_name("channel", new_id()) for _ in range(6)]
    typed: dict[StreamName, float] = {}
    for name in names[:5]:
        noted = note(typed, name, now=100.0)
        assert noted is not None
        typed = noted

    assert note(typed, names[0], now=101.9) is None
    assert note(typed, names[5], now=101.9) is None
    assert note(typed, names[5], now=102.0) == {names[5]: 102.0}


@pytest.mark.parametrize("role", ["guest", "member"])
async def test_a_new_role_is_judged_anew(gateway: Gateway, world: World, role: Role) -> None:
    ada = await world.member(role="admin")
    channel = await world.channel(kind="private", members=(ada,))
    await world.let_only_admins_post(channel)
    async with greeted(gateway, ada) as hers, greeted(gateway, world.owner) as owners:
        await hers.say("typing", channel=channel.id)
        await owners.answer("typing")

        await give_role(ada, role)
        await hers.until(lambda frame: frame.get("kind") == "user.role_changed")
        await hers.ask("watch", stream=channel.stream)  # answered once it was judged anew
        refused = await keep_typing(hers, channel)

    assert refused["code"] == "forbidden"


async def test_making_a_channel_private_silences_those_who_look_in(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    channel = await world.channel(members=(bob,))
    async with greeted(gateway, ada) as hers, greeted(gateway, bob) as his:
        async with greeted(gateway, world.owner) as owners:
            await hers.ask("watch", stream=channel.stream)
            await make_private(channel)
            await owners.hear_up_to(channel.stream, (await fresh(channel, world.owner)).head)
            await owners.say("typing", channel=channel.id)
            await his.answer("typing")
            told = [frame["type"] for frame in await hers.hear_everything()]

    assert "typing" not in told
