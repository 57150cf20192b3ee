"""What ASGI does not say of a connection."""

import asyncio
from typing import Any

from parley_gateway.wire import Wire


class Server(asyncio.Protocol):
    """The part of a server's protocol that the wire looks at."""

    transport: asyncio.BaseTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    async def send(self, message: Any) -> None: ...


async def test_a_connection_that_has_ended_is_known_to_be_gone() -> None:
    loop = asyncio.get_running_loop()
    server = Server()
    listening = await loop.create_server(lambda: server, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        _, peer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(10):
            while not hasattr(server, "transport"):
                await asyncio.sleep(0)
            wire = Wire(server.send)
            before = wire.is_gone
            peer.close()
            while not wire.is_gone:
                await asyncio.sleep(0)

    assert not before
