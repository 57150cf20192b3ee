"""The process' client of Redis or Valkey: one bounded pool a loop."""

import asyncio
from weakref import WeakKeyDictionary

from redis.asyncio import ConnectionPool, Redis

from parley import config

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()


def client() -> Redis:
    """The client of the running loop; connects at its first command."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        pool = ConnectionPool.from_url(
            str(config.current().redis_url),
            max_connections=16,
            socket_connect_timeout=1,
            socket_timeout=1,
            health_check_interval=15,
        )
        found = _clients[loop] = Redis(connection_pool=pool)
    return found


async def close() -> None:
    found = _clients.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.aclose(close_connection_pool=True)
