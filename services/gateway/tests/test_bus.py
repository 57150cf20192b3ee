"""The bus may stop, restart empty, or lose anything: every event comes all the same, once and in order (law 3)."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_lab import Client, Gateway, greeted, remove, up_to
from redis.asyncio import Redis

from parley import db
from parley.ids import new_id, stream_name
from parley.testing.servers import Ports
from parley.testing.world import World
from parley_local import ports, valkey


class Bus:
    """A Valkey of the gateway's own, that may come and go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = ports.find_free()
        self.start()

    def start(self) -> None:
        self.server = valkey.start(self.folder, port=self.port)

    def stop(self) -> None:
        self.server.stop()

    def freeze(self) -> None:
        os.kill(self.server.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if self.server.process.poll() is None:
            os.kill(self.server.process.pid, signal.SIGCONT)

    @property
    def url(self) -> str:
        return valkey.url(self.port, "parley")


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Bus]:
    bus = Bus(tmp_path / "valkey")
    yield bus
    bus.thaw()
    bus.stop()


@pytest.fixture
def apart(bus: Bus, servers: Ports, database: None, tmp_path: Path) -> Iterator[Gateway]:
    """A gateway on its own bus. What this process posts is published elsewhere, so each such publish is lost."""
    environment = {**servers.environment(), "REDIS_URL": bus.url}
    running = Gateway(environment, tmp_path / "gateway.log").start()
    yield running
    running.stop()


async def send(client: Client, world: World, count: int = 1) -> int:
    """Post through the gateway, which publishes; the last seq."""
    seq = 0
    for _ in range(count):
        seq = (await client.ask("send", id=new_id(), channel=world.general, body="hello"))["seq"]
    return seq


async def heard_within(client: Client, stream: str, seq: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        await client.hear_up_to(stream, seq)


async def test_lost_publishes_are_found_within_two_seconds(apart: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        for _ in range(3):
            lost = [await world.message() for _ in range(5)]
            await heard_within(client, general, lost[-1].seq, 2)
        published = await send(client, world)
        await heard_within(client, general, published, 2)

    assert client.seqs(general) == up_to(published, after=head)


async def test_what_a_publish_jumps_over_is_filled(apart: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        for _ in range(10):
            await world.message()
            published = await send(client, world)
            await client.hear_up_to(general, published)

    assert client.seqs(general) == up_to(published, after=head)


async def test_without_the_bus_events_still_come(apart: Gateway, bus: Bus, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        bus.stop()
        try:
            for _ in range(3):
                seq = await send(client, world, 3)
                await heard_within(client, general, seq, 2)
            async with greeted(apart, world.owner) as other:  # a hello does not wait for what is down
                assert other.welcome["heads"][general] == seq
                seq = await send(client, world)
                await heard_within(other, general, seq, 2)
        finally:
            bus.start()
        await heard_within(client, general, await send(client, world), 2)

    seqs = client.seqs(general)
    assert seqs == up_to(seqs[-1], after=head)


async def test_a_restarted_empty_bus_is_subscribed_again(apart: Gateway, bus: Bus, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        for _ in range(3):
            bus.stop()
            seq = await send(client, world)
            bus.start()
            await heard_within(client, general, seq, 2)
            async with Redis.from_url(bus.url) as redis:
                await redis.flushall()
                async with asyncio.timeout(2):
                    while not await redis.pubsub_channels("*channel.*"):
                        await asyncio.sleep(0.01)
            await heard_within(client, general, await send(client, world), 2)

    seqs = client.seqs(general)
    assert seqs == up_to(seqs[-1], after=head)


async def test_a_bus_that_hangs_delays_nobody_for_long(apart: Gateway, bus: Bus, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        bus.freeze()
        seq = await send(client, world, 2)
        await heard_within(client, general, seq, 3)
        async with greeted(apart, world.owner) as other:
            seq = await send(client, world, 2)
            await heard_within(other, general, seq, 3)
        bus.thaw()
        seq = await send(client, world, 2)
        await heard_within(client, general, seq, 3)

    assert client.seqs(general) == up_to(seq, after=head)


async def test_killed_connections_to_the_bus_lose_nothing(apart: Gateway, bus: Bus, world: World) -> None:
    general = stream_name("channel", world.general)
    async with Redis.from_url(bus.url) as redis, greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        for _ in range(10):
            await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            seq = await send(client, world, 3)
            await redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            seq = await send(client, world, 3)
        await heard_within(client, general, seq, 3)

    assert client.seqs(general) == up_to(seq, after=head)


async def test_rights_end_without_the_bus_too(apart: Gateway, bus: Bus, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))
    async with greeted(apart, ada) as client:
        bus.stop()
        await remove(ada, channel)
        await world.message(channel=channel)
        last = await world.message()
        await client.hear_up_to(stream_name("channel", world.general), last.seq)
        bus.start()

    assert client.seqs(channel.stream) == []


async def fall_back(world: World, seq: int) -> None:
    """Make #general what it was at `seq`, as restoring an older database would."""
    stream = "(select stream from channel where id = %(id)s)"
    async with db.transaction() as tx:
        for table, column in (("event", "stream"), ("message", "channel")):
            await tx.execute(
                f"delete from {table} where seq > %(seq)s and {column} = {stream}", seq=seq, id=world.general
            )
        await tx.execute(f"update stream set head = %(seq)s where id = {stream}", seq=seq, id=world.general)


async def test_a_restored_database_resets_every_socket(apart: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    last = [await world.message() for _ in range(5)][-1]
    async with greeted(apart, world.owner) as client, greeted(apart, world.owner) as other:
        await fall_back(world, last.seq - 3)
        async with db.transaction() as tx:
            await tx.execute("update epoch set word = word || 'x'")
        for each in (client, other):
            assert await each.answer("reset") == {"type": "reset"}
            await each.ask("watch", stream=general)  # answered once it has begun anew
        again = await world.message()
        for each in (client, other):
            await each.hear_up_to(general, again.seq)

    assert again.seq == last.seq - 2
    assert client.seqs(general) == other.seqs(general) == [again.seq]


async def test_heads_that_fall_within_an_epoch_reset_every_socket_too(apart: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        last = [await world.message() for _ in range(5)][-1]
        await client.hear_up_to(general, last.seq)
        await fall_back(world, last.seq - 3)
        await world.message()
        reset = await client.answer("reset")

    assert reset == {"type": "reset"}
