"""A flood ends the socket that sends it: bounded in memory, and felt by nobody else (laws 7 and 9)."""

import asyncio
from contextlib import suppress

import pytest
from gateway_lab import Client, Gateway, greeted
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from parley.ids import new_id, stream_name
from parley.testing.world import World

pytestmark = pytest.mark.each_server

_MOST_BYTES = 24 << 20  # of 50 MB that are sent


async def is_undisturbed(client: Client, world: World) -> None:
    message = await world.message()
    await client.hear_up_to(stream_name("channel", world.general), message.seq)


async def test_ten_thousand_frames_at_once_end_the_socket_and_disturb_nobody(
    gateway: Gateway, world: World
) -> None:
    async with greeted(gateway, world.owner) as client, greeted(gateway, world.owner) as other:
        before = gateway.resident_bytes

        async def say() -> None:
            with suppress(ConnectionClosed):
                for n in range(10_000):
                    await client.say("send", ref=str(n), id=new_id(), channel=new_id(), body=5_000 * " ")

        saying = asyncio.create_task(say())
        await is_undisturbed(other, world)
        code, frames = await client.ended()
        await saying
        after = gateway.resident_bytes

    codes = [frame["code"] for frame in frames if frame["type"] == "error"]
    assert code == 1008
    assert frames[-1].items() >= {"type": "bye", "reason": "flood"}.items()
    assert set(codes) == {"invalid", "rate_limited"}
    assert codes.count("rate_limited") == 500
    assert after - before < _MOST_BYTES


async def test_pings_without_end_end_the_socket_and_disturb_nobody(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client, greeted(gateway, world.owner) as other:
        client.socket.transport.write(3_000 * Frame(Opcode.PING, b"x").serialize(mask=True))
        await is_undisturbed(other, world)
        code, _ = await client.ended()

    assert code == 1008


async def test_a_peer_that_pings_and_does_not_read_is_cut_off(gateway: Gateway, world: World) -> None:
    pings = 1_000 * Frame(Opcode.PING, b"x" * 125).serialize(mask=True)
    async with greeted(gateway, world.owner) as other, greeted(gateway, world.owner) as client:
        transport = client.socket.transport
        transport.pause_reading()
        async with asyncio.timeout(60):
            while not transport.is_closing():  # it learns from its own writing, for it does not read
                if transport.get_write_buffer_size() < len(pings):
                    transport.write(pings)
                await asyncio.sleep(0.01)
        await is_undisturbed(other, world)
