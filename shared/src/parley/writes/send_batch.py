"""A batch of messages on its way into the database: what is sent, and the line that commits it."""

import asyncio
import time
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg import errors as pg

from parley import db
from parley.bus.publish import Frame
from parley.db.deadline import SEND_SECONDS, deadline
from parley.errors import Unavailable
from parley.events import frame
from parley.ids import StreamId, StreamName
from parley.writes.send_statement import LOCK, SEND, TRY_LOCK

_RETRY_SECONDS = 5.0
_COLLISIONS = 3
_PATIENCE = "select set_config('lock_timeout', %s, true)"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a send: posted, repeat, id_taken, stale (judge again) or no_thread; with its seq and time."""

    outcome: str
    seq: int | None
    at: str | None


@dataclass(slots=True, eq=False)
class Send:
    """A message on its way. `data` is its event's JSON after the opening brace, without seq, version and times."""

    id: UUID
    stream: StreamId
    name: StreamName
    acl: int
    author: UUID
    body: str
    digest: UUID
    data: str
    thread: UUID | None = None
    in_channel: bool = True
    mentions: tuple[UUID, ...] = ()
    done: "asyncio.Future[Receipt]" = field(init=False)
    since: float = field(init=False)

    def frame(self, receipt: Receipt) -> Frame:
        """The frame that the statement's own text has as its event."""
        seq, at = receipt.seq or 0, receipt.at or ""
        data = f'{{"seq":{seq},"version":{seq},"at":"{at}","sent_at":"{at}",{self.data}'
        return Frame(self.name, seq, "message.posted", frame(self.name, seq, "message.posted", data, at))


def _array(values: list[str]) -> str:
    return "{" + ",".join(values) + "}"  # ids and numbers only, which need no quoting


def arguments(batch: list[Send]) -> tuple[tuple[str], str, list[object]]:
    streams = _array([str(stream) for stream in sorted({each.stream for each in batch})])
    mentions = [(str(n), str(user)) for n, each in enumerate(batch, 1) for user in each.mentions]
    # Ids as one text a column, bodies as binary arrays: 78 instead of 720 us of client for 4,000 characters.
    arguments: list[object] = [
        streams,
        _array([str(each.id) for each in batch]),
        _array([str(each.stream) for each in batch]),
        _array([str(each.acl) for each in batch]),
        _array([str(each.author) for each in batch]),
        _array([str(each.thread) if each.thread else "null" for each in batch]),
        _array(["t" if each.in_channel else "f" for each in batch]),
        _array([str(each.digest) for each in batch]),
        [each.body for each in batch],
        [each.data for each in batch],
    ]
    if mentions:
        arguments += [_array([n for n, _ in mentions]), _array([user for _, user in mentions])]
    return (streams,), SEND[any(each.thread for each in batch), bool(mentions)], arguments


async def _commit(
    connection: AsyncConnection, batch: list[Send], lock_seconds: float | None
) -> list[Receipt]:
    """Lock, write and commit in one round trip.

    `begin` and `commit` are said: in an implicit transaction a failure at Sync reaches psycopg 3.3 as "cannot exit
    pipeline mode while busy" and breaks the connection.
    """
    lock, text, values = arguments(batch)
    async with connection.pipeline():
        await connection.execute("begin", prepare=True)
        if lock_seconds is not None:
            await connection.execute(_PATIENCE, (f"{lock_seconds * 1000:.0f}ms",), prepare=True)
        await connection.execute(LOCK, lock, prepare=True)
        if lock_seconds is not None:  # for the stream only: who holds a row must not hold it up through us
            await connection.execute(_PATIENCE, (db.SEND_LOCK_TIMEOUT,), prepare=True)
        answer = await connection.execute(db.literal(text), values, prepare=True)
        await connection.execute("commit", prepare=True)
    return [Receipt(*row) for row in await answer.fetchall()]


class Line:
    """A connection of the send's own, opened when it is needed, and again when it is lost."""

    def __init__(self) -> None:
        self.connection: AsyncConnection | None = None

    async def commit(
        self, batch: list[Send], *, lock_seconds: float | None = None
    ) -> tuple[list[Receipt], bool]:
        """The receipts; whether it took more than one try. `lock_seconds`: how long to queue for the streams.

        A lost connection leaves the outcome unknown: the same batch again, for ids make it happen once. Raises
        Unavailable where the database does not answer, LockNotAvailable, and what is wrong with an item.
        """
        until = time.monotonic() + _RETRY_SECONDS
        retried, collided = False, 0
        while True:
            try:
                if self.connection is None or self.connection.closed:
                    self.connection = await db.connect(db.SEND_OPTIONS)
                with deadline(self.connection, SEND_SECONDS):
                    return await _commit(self.connection, batch, lock_seconds), retried
            except (psycopg.Error, UnicodeError) as error:
                if self.connection is not None and not self.connection.closed:
                    await self.connection.rollback()
                    # The same id went to another stream a moment ago: now it is there to be seen, and judged by.
                    if isinstance(error, pg.UniqueViolation) and collided < _COLLISIONS:
                        collided += 1
                        continue
                    raise
                if time.monotonic() > until:
                    raise Unavailable("The database does not answer. Try again with the same id.") from error
                retried = True
                await asyncio.sleep(0.05)

    async def find_free(self, streams: set[StreamId]) -> set[StreamId]:
        """Those that nobody holds right now; none where the database does not answer."""
        if self.connection is None or self.connection.closed:
            return streams  # a send will find out
        try:
            with deadline(self.connection, SEND_SECONDS):
                rows = await self.connection.execute(TRY_LOCK, (list(streams),))
                return {row[0] for row in await rows.fetchall()}
        except psycopg.Error:
            return set()

    async def close(self) -> None:
        if self.connection is not None:
            await self.connection.close()
