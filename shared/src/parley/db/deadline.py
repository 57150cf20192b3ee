"""A deadline of our own on what Postgres is asked.

Its own timeouts hold while it runs and the network brings them. One that is stopped, or whose machine is gone without
a word, would hold its callers for as long as TCP does: a quarter of an hour.
"""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import AsyncConnection

# Each a little longer than what Postgres is told, whose own answer says more: see the options in pool.py.
STATEMENT_SECONDS = 12.0
TRANSACTION_SECONDS = 17.0
SEND_SECONDS = 7.0


@contextmanager
def deadline(connection: AsyncConnection, seconds: float) -> Iterator[None]:
    """Hang up after `seconds`: what waits for an answer then fails as any lost connection does."""
    timer = asyncio.get_running_loop().call_later(seconds, _hang_up, connection)
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(connection: AsyncConnection) -> None:
    # Not by cancelling: psycopg 3.3 then asks the same server to cancel, and waits for that twice five seconds.
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
