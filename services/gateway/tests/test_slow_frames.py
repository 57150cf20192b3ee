"""A frame that has begun is whole in time, or its socket ends: nobody holds memory by sending slowly."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from gateway_lab import Gateway, greeted, raw
from websockets.frames import Frame, Opcode

from parley.testing.servers import Ports
from parley.testing.world import World


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def hasty(
    request: pytest.FixtureRequest,
    servers: Ports,
    database: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    """A gateway that gives a frame half a second instead of twenty."""
    log = tmp_path_factory.mktemp("hasty") / "gateway.log"
    first = f"from parley_gateway import under_{request.param} as under; under.FRAME_SECONDS = 0.5"
    running = Gateway(servers.environment(), log, server=request.param, first=first).start()
    yield running
    running.stop()


async def bytes_of_one_frame() -> AsyncIterator[bytes]:
    for byte in Frame(Opcode.TEXT, b'{"type":"ping","ref":"' + 65_000 * b"x").serialize(mask=True):
        yield bytes([byte])


async def fragments_without_end() -> AsyncIterator[bytes]:
    opcode = Opcode.TEXT
    while True:
        fragment = Frame(opcode, b" ", fin=False).serialize(mask=True)
        yield fragment + Frame(Opcode.PING, b"x").serialize(mask=True)
        opcode = Opcode.CONT


@pytest.mark.parametrize("slowly", [bytes_of_one_frame, fragments_without_end])
async def test_a_frame_that_does_not_end_ends_its_socket_and_no_other(
    hasty: Gateway, world: World, slowly: type[AsyncIterator[bytes]]
) -> None:
    async with greeted(hasty, world.owner) as other, greeted(hasty, world.owner) as client:
        # One of these is idle meanwhile, after messages of one frame and of two.
        await raw(other, Frame(Opcode.TEXT, b'{"type":', fin=False), Frame(Opcode.CONT, b'"ping"}'))
        await other.answer("pong")

        async def send() -> None:
            async for part in slowly():
                if client.socket.transport.is_closing():
                    return
                client.socket.transport.write(part)
                await asyncio.sleep(0.02)

        sending = asyncio.create_task(send())
        code, _ = await client.ended()
        await sending
        pong = await other.ask("ping")

    assert code == 1008
    assert pong["type"] == "pong"
