"""Names and servers of a test's own making, for what no library would send."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp.abc import AbstractResolver, ResolveResult

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Names(AbstractResolver):
    """Resolves names as a test says; each answer is used once, the last for ever."""

    def __init__(self, **answers: list[str]) -> None:
        self._answers = answers
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        answers = self._answers[host.split(".")[0]]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in addresses.split()
        ]

    async def close(self) -> None: ...


@asynccontextmanager
async def serving(talk: Talk) -> AsyncIterator[int]:
    """A TCP server that does as `talk` says after it has read a request; yields its port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client had enough
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def says(head: str, body: bytes = b"") -> Talk:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = f"HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n"
        writer.write(lines.encode() + body)
        await writer.drain()

    return talk
