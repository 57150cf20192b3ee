"""The database may be out of reach for a while: sockets stay, and nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from gateway_lab import Gateway, greeted, open_socket, up_to
from websockets.exceptions import InvalidStatus

from parley.bus.publish import publisher
from parley.ids import new_id, stream_name
from parley.testing.servers import Ports
from parley.testing.world import World
from parley_local import ports


class Cable:
    """What lies between the gateway and Postgres; it can be cut, and mended."""

    def __init__(self, target: int) -> None:
        self.port, self._target = ports.find_free(), target
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)

    def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer))
        finally:
            self._writers -= {writer, far_writer}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture
async def cable(servers: Ports) -> AsyncIterator[Cable]:
    cable = Cable(servers.postgres)
    await cable.mend()
    yield cable
    cable.cut()


@pytest.fixture
async def apart(cable: Cable, servers: Ports, database: None, tmp_path: Path) -> AsyncIterator[Gateway]:
    environment = servers.environment()
    environment["DATABASE_URL"] = environment["DATABASE_URL"].replace(
        f":{servers.postgres}/", f":{cable.port}/"
    )
    running = Gateway(environment, tmp_path / "gateway.log")
    await asyncio.to_thread(running.start)
    yield running
    await asyncio.to_thread(running.stop)


async def test_sockets_outlive_a_lost_database(apart: Gateway, cable: Cable, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        cable.cut()
        missed = await world.message()
        live = await client.hear_up_to(general, missed.seq)  # from the bus, for it follows the head
        id = new_id()
        refused = await client.ask("send", id=id, channel=world.general, body="hello")
        with pytest.raises(InvalidStatus) as caught:
            async with open_socket(apart, additional_headers={"Authorization": "Bearer parley_x"}):
                pass
        async with asyncio.timeout(5):
            while (await asyncio.to_thread(apart.get, "/readyz"))[0] != 503:
                await asyncio.sleep(0.1)
        await cable.mend()

        async with asyncio.timeout(30):
            while (ack := await client.ask("send", id=id, channel=world.general, body="hello"))[
                "type"
            ] != "ack":
                await asyncio.sleep(0.1)
        seqs = await client.hear_up_to(general, ack["seq"])

    assert live == [missed.seq]
    assert (refused["type"], refused["code"]) == ("error", "unavailable")
    assert caught.value.response.status_code == 503
    assert seqs == up_to(ack["seq"], after=head) == [missed.seq, ack["seq"]]


async def test_what_is_missing_while_the_database_is_away_is_filled_after(
    apart: Gateway, cable: Cable, world: World
) -> None:
    general = stream_name("channel", world.general)
    async with greeted(apart, world.owner) as client:
        head = client.welcome["heads"][general]
        cable.cut()
        publisher().push = lambda *_: None  # type: ignore[method-assign]  # lost
        try:
            lost = [await world.message() for _ in range(3)]
        finally:
            del publisher().push
        last = await world.message()
        silent = await client.hear_everything()
        await cable.mend()
        seqs = await client.hear_up_to(general, last.seq)

    assert silent == []
    assert lost[0].seq == head + 1
    assert seqs == up_to(last.seq, after=head)
