"""The process' clients of Redis or Valkey: bounded, one pool a loop, and a connection apart for publishing."""

import asyncio
from weakref import WeakKeyDictionary

from redis.asyncio import BlockingConnectionPool, Redis

from parley import config

type _Clients = WeakKeyDictionary[asyncio.AbstractEventLoop, Redis]

_clients: _Clients = WeakKeyDictionary()
# Apart, or a burst of rate limits would hold every connection, and what is published meanwhile would be lost.
_publishing: _Clients = WeakKeyDictionary()


def client() -> Redis:
    """The client of the running loop; connects at its first command."""
    return _find_or_make(_clients, max_connections=16)


def publishing_client() -> Redis:
    """The publisher's, who has one pipeline at a time; the second connection is for one being cut off."""
    return _find_or_make(_publishing, max_connections=2)


def _find_or_make(clients: _Clients, *, max_connections: int) -> Redis:
    loop = asyncio.get_running_loop()
    found = clients.get(loop)
    if found is None:
        # More callers than connections wait for one; refused, they would take Redis for dead.
        pool = BlockingConnectionPool.from_url(
            str(config.current().redis_url),
            max_connections=max_connections,
            timeout=1,
            socket_connect_timeout=1,
            socket_timeout=1,
            health_check_interval=15,
        )
        found = clients[loop] = Redis(connection_pool=pool)
    return found


async def close() -> None:
    for clients in (_clients, _publishing):
        found = clients.pop(asyncio.get_running_loop(), None)
        if found is not None:
            await found.aclose(close_connection_pool=True)
