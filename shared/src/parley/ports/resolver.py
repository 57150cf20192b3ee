"""Names to addresses, by the machine's own resolver, on threads of its own."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult


class ThreadsResolver(AbstractResolver):
    """Up to `threads` look-ups at once.

    A name server that never answers holds a thread for half a minute, whoever gave up waiting. On the loop's own
    threads (uvloop has four, and lets look-ups have two of them) a few such links would keep everything else from
    resolving a name, the database's among them.
    """

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of `host`. Raises OSError."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, _look_up_sync, host, port, family
        )
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, protocol, address in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up_sync(host: str, port: int, family: socket.AddressFamily) -> list[tuple[int, int, str]]:
    found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(int(family), protocol, str(place[0])) for family, _, protocol, _, place in found]
