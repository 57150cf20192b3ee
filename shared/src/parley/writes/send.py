"""The fastest write: messages of all callers of this process, committed together.

One flusher a loop, with one connection: what waits when it is free goes into one transaction, in the order of
arrival; a lone message goes at once. The repeats, the races and the failures it survives are in its test.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg import errors as pg

from parley import db, eventlog
from parley.bus.publish import Frame
from parley.errors import Busy, ParleyError, Unavailable
from parley.events import frame
from parley.ids import StreamId, StreamName
from parley.writes.send_statement import LOCK, SEND, TRY_LOCK

log = structlog.get_logger()

_ROWS = 256
_BYTES = 1 << 20
_WAITING = 4096
_HELD_SECONDS = 1.0
_RETRY_SECONDS = 5.0


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

    def frame(self, receipt: Receipt) -> Frame:
        """The frame that the statement's own text has as its event."""
        seq, at = receipt.seq or 0, receipt.at or ""
        data = f'{{"seq":{seq},"version":{seq},"at":"{at}","sent_at":"{at}",{self.data}'
        return Frame(self.name, seq, "message.posted", frame(self.name, seq, "message.posted", data, at))


def _array(values: list[str]) -> str:
    return "{" + ",".join(values) + "}"  # ids and numbers only, which need no quoting


def _arguments(batch: list[Send]) -> tuple[tuple[str], str, list[object]]:
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


async def _commit(connection: AsyncConnection, batch: list[Send]) -> list[Receipt]:
    """Lock, write and commit in one round trip.

    `begin` and `commit` are said: in an implicit transaction a failure at Sync reaches psycopg 3.3 as "cannot exit
    pipeline mode while busy" and breaks the connection.
    """
    lock, text, arguments = _arguments(batch)
    async with connection.pipeline():
        await connection.execute("begin", prepare=True)
        await connection.execute(LOCK, lock, prepare=True)
        answer = await connection.execute(db.literal(text), arguments, prepare=True)
        await connection.execute("commit", prepare=True)
    return [Receipt(*row) for row in await answer.fetchall()]


class Flusher:
    """Takes sends, answers each with its receipt. Bounded: over 4,096 that wait, Busy."""

    def __init__(self, *, rows: int = _ROWS, size: int = _BYTES, waiting: int = _WAITING) -> None:
        self._rows, self._size, self._limit = rows, size, waiting
        self._waiting: deque[Send] = deque()
        self._held: dict[StreamId, float] = {}
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self.connection: AsyncConnection | None = None

    async def send(self, item: Send) -> Receipt:
        """Raises Busy, Unavailable (the outcome is unknown: a repeat by id tells)."""
        if self._closing or len(self._waiting) >= self._limit or self._is_held(item.stream):
            raise Busy(retry_after=1)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="send")
        item.done = asyncio.get_running_loop().create_future()
        self._waiting.append(item)
        self._wake.set()
        return await item.done

    async def close(self) -> None:
        """Take no more, end what waits."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def _is_held(self, stream: StreamId) -> bool:
        until = self._held.get(stream)
        if until is None:
            return False
        if until < time.monotonic():
            del self._held[stream]
            return False
        return True

    async def _run(self) -> None:
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while batch := self._take():
                await self._flush(batch)
        if self.connection is not None:
            await self.connection.close()

    def _take(self) -> list[Send]:
        batch: list[Send] = []
        ids: set[UUID] = set()
        size = 0
        while self._waiting and len(batch) < self._rows and size < self._size:
            item = self._waiting[0]
            if item.id in ids or item.thread in ids:
                break  # a repeat of, or a reply to, what this batch creates: the next one's
            self._waiting.popleft()
            if item.done.done():
                continue  # its caller has gone, and nothing was written
            batch.append(item)
            ids.add(item.id)
            size += len(item.data) + len(item.body)
        return batch

    async def _flush(self, batch: list[Send]) -> None:
        """Halve what fails, so that one bad item costs its neighbours a few transactions and no more."""
        try:
            receipts, retried = await self._attempt(batch)
        except pg.LockNotAvailable:
            await self._part_from_held(batch)
        except ParleyError as error:
            self._fail(batch, error)
        except Exception as error:  # a flusher that died would leave its callers waiting for ever
            if len(batch) > 1:
                await self._flush(batch[: len(batch) // 2])
                await self._flush(batch[len(batch) // 2 :])
            else:
                log.error("send.failed", error=type(error).__name__, message=str(batch[0].id))
                self._fail(batch, Unavailable())
        else:
            self._answer(batch, receipts, retried=retried)

    async def _part_from_held(self, batch: list[Send]) -> None:
        """Somebody holds a stream for long: it answers busy for a second, its neighbours go on."""
        streams = {each.stream for each in batch}
        free: set[StreamId] = set()
        try:
            if self.connection is not None:
                rows = await self.connection.execute(TRY_LOCK, (list(streams),))
                free = {row[0] for row in await rows.fetchall()}
        except psycopg.Error:
            free = set()
        for stream in streams - free:
            self._held[stream] = time.monotonic() + _HELD_SECONDS
        self._fail([each for each in batch if each.stream not in free], Busy(retry_after=1))
        if rest := [each for each in batch if each.stream in free]:
            await self._flush(rest)

    async def _attempt(self, batch: list[Send]) -> tuple[list[Receipt], bool]:
        """Commit; whether it took more than one try.

        A lost connection leaves the outcome unknown: the same batch again, for ids make it happen once.
        """
        deadline = time.monotonic() + _RETRY_SECONDS
        retried = False
        while True:
            try:
                if self.connection is None or self.connection.closed:
                    self.connection = await db.connect(db.SEND_OPTIONS)
                return await _commit(self.connection, batch), retried
            except (psycopg.Error, UnicodeError) as error:
                if self.connection is not None and not self.connection.closed:
                    await self.connection.rollback()
                    raise
                if time.monotonic() > deadline:
                    raise Unavailable("The database does not answer. Try again with the same id.") from error
                retried = True
                await asyncio.sleep(0.05)

    def _answer(self, batch: list[Send], receipts: list[Receipt], *, retried: bool) -> None:
        for item, receipt in zip(batch, receipts, strict=True):
            if not item.done.done():
                item.done.set_result(receipt)
        # After a try of its own that was cut off, a repeat may be its first commit, which nobody announced.
        fresh = ("posted", "repeat") if retried else ("posted",)
        frames = [
            item.frame(receipt)
            for item, receipt in zip(batch, receipts, strict=True)
            if receipt.outcome in fresh
        ]
        if frames:
            eventlog.announce(frames)

    def _fail(self, batch: list[Send], error: ParleyError) -> None:
        for item in batch:
            if not item.done.done():
                item.done.set_exception(type(error)(error.detail, retry_after=error.retry_after))


_flushers: WeakKeyDictionary[asyncio.AbstractEventLoop, Flusher] = WeakKeyDictionary()


def flusher() -> Flusher:
    """The running loop's flusher."""
    loop = asyncio.get_running_loop()
    found = _flushers.get(loop)
    if found is None:
        found = _flushers[loop] = Flusher()
    return found


async def close() -> None:
    """End what waits, at the end of a process."""
    found = _flushers.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()
