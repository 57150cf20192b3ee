"""SIGTERM: sockets get a goodbye, what is in flight ends, the process goes in time (law 10)."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gateway_lab import Gateway, greeted, open_socket, up_to
from websockets.exceptions import InvalidHandshake

from parley.ids import new_id, stream_name
from parley.testing.servers import Ports
from parley.testing.world import World

type Start = Callable[[str], Gateway]


@pytest.fixture
def start(servers: Ports, database: None, tmp_path: Path) -> Iterator[Start]:
    running: list[Gateway] = []

    def start(server: str) -> Gateway:
        running.append(Gateway(servers.environment(), tmp_path / "gateway.log", server=server).start())
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.mark.parametrize("server", ["uvicorn", "daphne"])
async def test_every_socket_is_told_when_to_come_back(start: Start, world: World, server: str) -> None:
    gateway = start(server)
    async with greeted(gateway, world.owner) as one, greeted(gateway, world.owner) as two:
        async with open_socket(gateway) as stranger:
            began = time.monotonic()
            gateway.terminate()
            ends = await asyncio.gather(*(client.ended() for client in (one, two, stranger)))
        await asyncio.to_thread(gateway.process.wait, 10)
        took = time.monotonic() - began

    for code, frames in ends:
        assert code == 1012
        assert frames[-1].items() >= {"type": "bye", "reason": "restart"}.items()
        assert 0.5 <= frames[-1]["retry_after"] <= 10
    assert took < 8
    assert "Traceback" not in gateway.log.read_text()


@pytest.mark.parametrize("server", ["uvicorn", "daphne"])
async def test_what_is_in_flight_is_acked_before_the_goodbye(start: Start, world: World, server: str) -> None:
    general = stream_name("channel", world.general)
    gateway = start(server)
    async with greeted(gateway, world.owner) as client:
        head = client.welcome["heads"][general]
        for _ in range(200):
            await client.say("send", id=new_id(), channel=world.general, body="hello")
        gateway.terminate()
        _, frames = await client.ended()

    acked = [frame["seq"] for frame in frames if frame["type"] == "ack"]
    log = [event.seq for event in await world.events(general, after=head)]
    assert acked == log == up_to(len(log) + head, after=head)
    assert frames[-1]["type"] == "bye"


async def test_one_who_does_not_read_does_not_hold_the_end_up(start: Start, world: World) -> None:
    gateway = start("uvicorn")
    async with greeted(gateway, world.owner, max_queue=1) as client:
        client.socket.transport.pause_reading()
        for _ in range(20):
            await world.message(body="x" * 39_000)
        gateway.terminate()
        status = await asyncio.to_thread(gateway.process.wait, 10)

    assert status == -signal.SIGTERM  # uvicorn ends by the signal that it was given, and was not killed


async def test_a_gateway_that_is_ending_takes_nobody_new(start: Start, world: World) -> None:
    gateway = start("uvicorn")
    async with greeted(gateway, world.owner, max_queue=1) as client:
        client.socket.transport.pause_reading()  # so that it takes its time
        for _ in range(60):
            await world.message(body="x" * 39_000)
        gateway.terminate()
        statuses = set()
        while gateway.process.poll() is None:
            statuses.add((await asyncio.to_thread(gateway.get, "/readyz"))[0])
            if 503 in statuses:
                with pytest.raises((InvalidHandshake, OSError, EOFError)):
                    async with open_socket(gateway):
                        pass
            await asyncio.sleep(0.02)

    assert 503 in statuses
