"""The process' connections to Postgres: one bounded pool a loop, opened at its first use."""

import asyncio
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from parley import config

# As options of the connection and not by SET, which a pooler between us and Postgres would lose.
# Generic plans: or every call of a short statement is planned again. No sequential scans where an index is: a plan
# made while a table (or the coming week's partition of the log) is empty would scan it until the next analyze.
_PLANS = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off"
OPTIONS = (
    f"{_PLANS} -c lock_timeout=3s -c statement_timeout=10s -c transaction_timeout=15s"
    " -c idle_in_transaction_session_timeout=10s -c timezone=UTC"
)
# The send's own connection gives a held stream up sooner: its neighbours in the batch wait.
SEND_LOCK_TIMEOUT = "250ms"
SEND_OPTIONS = (
    f"{_PLANS} -c lock_timeout={SEND_LOCK_TIMEOUT} -c transaction_timeout=5s -c idle_in_transaction_session_timeout=5s"
    " -c timezone=UTC"
)

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncConnectionPool] = WeakKeyDictionary()


async def connect(options: str = OPTIONS) -> AsyncConnection:
    """A connection of the caller's own."""
    return await AsyncConnection.connect(
        str(config.current().database_url),
        autocommit=True,
        prepare_threshold=0,
        options=options,
        connect_timeout=5,
    )


async def _prepare_all(connection: AsyncConnection) -> None:
    connection.prepare_threshold = 0


async def pool() -> AsyncConnectionPool:
    """The pool of the running loop."""
    loop = asyncio.get_running_loop()
    found = _pools.get(loop)
    if found is None:
        settings = config.current()
        found = _pools[loop] = AsyncConnectionPool(
            str(settings.database_url),
            kwargs={"autocommit": True, "options": OPTIONS, "connect_timeout": 5},
            configure=_prepare_all,
            min_size=1,
            max_size=settings.database_pool,
            max_waiting=1000,
            timeout=5,
            max_lifetime=1800,
            reconnect_timeout=10,
            open=False,
        )
        await found.open(wait=False)
    return found


async def close() -> None:
    """Close the running loop's pool; the next use opens a new one."""
    found = _pools.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close(timeout=5)
