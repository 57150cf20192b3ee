"""What happened while a client was away comes once and in order, and what happens then follows (law 4)."""

import asyncio
import random

import pytest
from gateway_lab import Gateway, greeted, remove, up_to

from parley.ids import new_id, stream_name
from parley.testing.world import World


async def test_hello_without_cursors_starts_at_the_heads(gateway: Gateway, world: World) -> None:
    before = await world.message()

    async with greeted(gateway, world.owner) as client:
        after = await world.message()
        general = stream_name("channel", world.general)
        await client.hear_up_to(general, after.seq)

    assert client.welcome["heads"][general] == before.seq
    assert client.seqs(general) == [after.seq]


async def test_welcome_names_all_my_streams_and_no_others(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    hers = await world.channel(kind="private", members=(ada,))
    await world.channel(kind="private")
    await world.channel(kind="public")

    async with greeted(gateway, ada) as client:
        heads = client.welcome["heads"]

    assert set(heads) == {
        stream_name("user", ada.user_id),
        stream_name("workspace", ada.workspace_id),
        stream_name("channel", world.general),
        hers.stream,
    }


async def test_a_guest_does_not_have_the_workspaces_stream(gateway: Gateway, world: World) -> None:
    guest = await world.member(role="guest")

    async with greeted(gateway, guest) as client:
        heads = client.welcome["heads"]

    assert set(heads) == {stream_name("user", guest.user_id)}


async def test_missed_events_come_after_welcome_in_order_and_then_live_ones(
    gateway: Gateway, world: World
) -> None:
    general = stream_name("channel", world.general)
    first = await world.message()
    for _ in range(20):
        missed = await world.message()

    async with greeted(gateway, world.owner) as probe:
        epoch = probe.epoch
    async with greeted(gateway, world.owner, cursors={general: first.seq}, epoch=epoch) as client:
        await client.hear_up_to(general, missed.seq)
        live = await world.message()
        seqs = await client.hear_up_to(general, live.seq)

    assert seqs == up_to(live.seq, after=first.seq)
    assert {frame["type"] for frame in client.heard} == {"welcome", "event"}


async def test_an_event_is_the_same_text_whether_live_or_missed(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as client:
        ack = await client.ask("send", id=new_id(), channel=world.general, body='quotes " and ünïcode \n 👋')
        await client.hear_up_to(general, ack["seq"])
        live = client.events[-1]

        cursors = {general: ack["seq"] - 1}
        async with greeted(gateway, world.owner, cursors=cursors, epoch=client.epoch) as again:
            await again.hear_up_to(general, ack["seq"])

    assert again.events[-1] == live


@pytest.mark.each_server
async def test_catching_up_while_writers_race_has_no_gap_and_no_repeat(
    gateway: Gateway, world: World
) -> None:
    channels = [await world.channel() for _ in range(4)]
    async with greeted(gateway, world.owner) as probe:
        cursors, epoch = dict(probe.welcome["heads"]), probe.epoch
    stop = asyncio.Event()
    last = {}

    async def write(n: int) -> None:
        while not stop.is_set():
            channel = channels[random.randrange(len(channels))]
            message = await world.message(channel=channel)
            last[channel.stream] = max(message.seq, last.get(channel.stream, 0))
            await asyncio.sleep(0.001)

    async def read(n: int) -> None:
        """Come, hear a little, go, and come back where one was; at the end hear everything."""
        mine = dict(cursors)
        while True:
            ending = stop.is_set()
            async with greeted(gateway, world.owner, cursors=mine, epoch=epoch) as client:
                target = dict(last) if ending else {}
                count = random.randrange(1, 40)
                while (
                    any(mine.get(stream, 0) < seq for stream, seq in target.items())
                    if ending
                    else len(client.events) < count
                ):
                    frame = await client.hear()
                    assert frame["type"] in ("event", "welcome"), frame
                    if frame["type"] == "event":
                        assert frame["seq"] == mine[frame["stream"]] + 1
                        mine[frame["stream"]] = frame["seq"]
            if ending:
                return

    async with asyncio.TaskGroup() as tasks:
        for n in range(4):
            tasks.create_task(write(n))
        for n in range(6):
            tasks.create_task(read(n))
        await asyncio.sleep(3)
        stop.set()

    assert sum(last.values()) > 100


async def test_many_missed_events_come_in_pages(gateway: Gateway, world: World) -> None:
    channels = [await world.channel() for _ in range(3)]
    async with greeted(gateway, world.owner) as probe:
        cursors, epoch = dict(probe.welcome["heads"]), probe.epoch
    for channel in channels:
        for _ in range(9):
            await asyncio.gather(*(world.message(channel=channel) for _ in range(100)))

    async with greeted(gateway, world.owner, cursors=cursors, epoch=epoch) as client:
        for channel in channels:
            seqs = await client.hear_up_to(channel.stream, cursors[channel.stream] + 900)
            assert seqs == up_to(cursors[channel.stream] + 900, after=cursors[channel.stream])


@pytest.mark.each_server
async def test_the_longest_messages_are_caught_up_too(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as probe:
        cursors, epoch = {general: probe.welcome["heads"][general]}, probe.epoch
    for _ in range(30):
        message = await world.message(body="\x01👋" * 20_000)

    async with greeted(gateway, world.owner, cursors=cursors, epoch=epoch) as client:
        seqs = await client.hear_up_to(general, message.seq)

    assert seqs == up_to(message.seq, after=cursors[general])
    assert all(event["data"]["body"] == "\x01👋" * 20_000 for event in client.events)


async def test_a_channel_joined_while_away_comes_from_its_join_on(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel()
    await world.message(channel=channel)
    async with greeted(gateway, ada) as probe:
        cursors, epoch = dict(probe.welcome["heads"]), probe.epoch
    await world.join(ada, channel)
    joined = (await world.events(stream_name("user", ada.user_id)))[-1]
    for _ in range(3):
        last = await world.message(channel=channel)

    async with greeted(gateway, ada, cursors=cursors, epoch=epoch) as client:
        seqs = await client.hear_up_to(channel.stream, last.seq)

    assert seqs == up_to(last.seq, after=joined.data["after"])
    kinds = [event["kind"] for event in client.events]
    assert kinds.index("member.joined") < kinds.index("message.posted")


async def test_a_channel_left_while_away_is_reset_and_silent(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))
    async with greeted(gateway, ada) as probe:
        cursors, epoch = dict(probe.welcome["heads"]), probe.epoch
    await world.message(channel=channel)
    await remove(ada, channel)

    async with greeted(gateway, ada, cursors=cursors, epoch=epoch) as client:
        await world.message(channel=channel)
        general = await world.message()
        await client.hear_up_to(stream_name("channel", world.general), general.seq)

    assert channel.stream not in client.welcome["heads"]
    assert [frame for frame in client.heard if frame["type"] == "reset"] == [
        {"type": "reset", "stream": channel.stream}
    ]
    assert client.seqs(channel.stream) == []


async def test_joining_while_connected_brings_the_channel_by_itself(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel()
    await world.message(channel=channel)

    async with greeted(gateway, ada) as client, greeted(gateway, ada) as other:
        await world.join(ada, channel)
        joined = (await world.events(stream_name("user", ada.user_id)))[-1]
        last = await world.message(channel=channel)
        assert await client.hear_up_to(channel.stream, last.seq) == up_to(
            last.seq, after=joined.data["after"]
        )
        assert await other.hear_up_to(channel.stream, last.seq) == up_to(last.seq, after=joined.data["after"])


async def test_leaving_and_joining_again_and_again_never_repeats(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel()

    async with greeted(gateway, ada) as client:
        for _ in range(15):
            await world.join(ada, channel)
            await world.message(channel=channel)
            await remove(ada, channel)
            await world.message(channel=channel)
        await world.join(ada, channel)
        last = await world.message(channel=channel)
        seqs = await client.hear_up_to(channel.stream, last.seq)

    assert seqs == sorted(set(seqs))
    assert seqs[-1] == last.seq


async def test_a_killed_gateway_is_resumed_elsewhere(
    gateway: Gateway, world: World, tmp_path_factory: object
) -> None:
    other = Gateway(gateway.environment, gateway.log).start()
    general = stream_name("channel", world.general)
    acked: list[int] = []
    heard: list[int] = []
    try:
        async with greeted(other, world.owner) as client:
            cursors, epoch = dict(client.welcome["heads"]), client.epoch
            for _ in range(50):
                await client.say("send", id=new_id(), channel=world.general, body="before")
            while len(acked) < 20:
                frame = await client.hear()
                if frame["type"] == "ack":
                    acked.append(frame["seq"])
            other.kill()
            await client.ended()
            acked += [f["seq"] for f in client.heard if f["type"] == "ack" and f["seq"] not in acked]
            heard = client.seqs(general)
    finally:
        other.stop()

    mine = {**cursors, general: max(heard, default=cursors[general])}
    last = await world.message()
    async with greeted(gateway, world.owner, cursors=mine, epoch=epoch) as client:
        rest = await client.hear_up_to(general, last.seq)

    assert heard + rest == up_to(last.seq, after=cursors[general])
    assert set(acked) <= set(heard + rest)
