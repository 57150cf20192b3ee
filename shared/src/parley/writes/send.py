"""The fastest write: messages of all callers of this process, committed together.

One flusher a loop, with one connection: what waits when it is free goes into one transaction, in the order of
arrival; a lone message goes at once. The repeats, the races and the failures it survives are in its test.
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg import errors as pg

from parley import db, eventlog
from parley.bus.publish import Frame
from parley.db.deadline import SEND_SECONDS, deadline
from parley.errors import Busy, ParleyError, Unavailable
from parley.events import frame
from parley.ids import StreamId, StreamName
from parley.writes.send_statement import LOCK, SEND, TRY_LOCK

log = structlog.get_logger()

_ROWS = 256
_BYTES = 1 << 20
_WAITING = 4096
_PROBE_SECONDS = 0.05
_PATIENCE_SECONDS = 2.0
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
    since: float = field(init=False)

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
    """Takes sends, answers each with its receipt. Bounded: over 4,096 that wait, Busy.

    Sends to a stream that somebody holds are set aside, so that they delay the others once and no more; they go on,
    in their order, when it is free, or answer Busy when they have waited `patience_seconds`.
    """

    def __init__(
        self,
        *,
        rows: int = _ROWS,
        size: int = _BYTES,
        waiting: int = _WAITING,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._rows, self._size, self._limit = rows, size, waiting
        self._patience_seconds = patience_seconds
        self._waiting: deque[Send] = deque()
        self._aside: dict[StreamId, deque[Send]] = {}
        self._count = 0  # those that wait, here and there
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self.connection: AsyncConnection | None = None

    async def send(self, item: Send) -> Receipt:
        """Raises Busy, Unavailable (the outcome is unknown: a repeat by id tells)."""
        if self._closing or self._count >= self._limit:
            raise Busy(retry_after=1)
        loop = asyncio.get_running_loop()
        if self._task is None:
            # An empty context: it outlives the request that began it, and must not log in its name.
            self._task = loop.create_task(self._run(), name="send", context=Context())
        item.done, item.since = loop.create_future(), time.monotonic()
        self._count += 1
        self._aside.get(item.stream, self._waiting).append(item)
        self._wake.set()
        return await item.done

    async def close(self) -> None:
        """Take no more, end what waits."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not (self._closing and not self._count):
            with suppress(TimeoutError):
                async with asyncio.timeout(_PROBE_SECONDS if self._aside else None):
                    await self._wake.wait()
            self._wake.clear()
            if self._aside:
                await self._take_up_again()
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
                self._count -= 1
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
        """Somebody holds a stream for long: its sends go aside, their neighbours go on."""
        free = await self._find_free({each.stream for each in batch})
        if all(each.stream in free for each in batch):
            # Free again, or it is a row that is held (a read position on the move): whose, only halving tells.
            if len(batch) > 1:
                await self._flush(batch[: len(batch) // 2])
                await self._flush(batch[len(batch) // 2 :])
                return
            free = set()
        too_old = time.monotonic() - self._patience_seconds
        self._fail(
            [each for each in batch if each.stream not in free and each.since < too_old], Busy(retry_after=1)
        )
        for item in batch:
            if item.stream not in free and item.since >= too_old:
                self._aside.setdefault(item.stream, deque()).append(item)
        # What came for those streams meanwhile must not pass what has just gone aside.
        later = [each for each in self._waiting if each.stream in self._aside]
        self._waiting = deque(each for each in self._waiting if each.stream not in self._aside)
        for item in later:
            self._aside[item.stream].append(item)
        if rest := [each for each in batch if each.stream in free]:
            await self._flush(rest)

    async def _take_up_again(self) -> None:
        """Put what is aside back in front once its stream is free; what waited too long is answered."""
        free = await self._find_free(set(self._aside))
        too_old = time.monotonic() - self._patience_seconds
        for stream in list(self._aside):
            if stream in free:
                self._waiting.extendleft(reversed(self._aside.pop(stream)))
                continue
            items = self._aside[stream]
            old = [items.popleft() for _ in range(sum(each.since < too_old for each in items))]
            self._fail(old, Busy(retry_after=1))
            if not items:
                del self._aside[stream]

    async def _find_free(self, streams: set[StreamId]) -> set[StreamId]:
        """Those that nobody holds right now; none where the database does not answer."""
        if self.connection is None or self.connection.closed:
            return streams  # a send will find out
        try:
            with deadline(self.connection, SEND_SECONDS):
                rows = await self.connection.execute(TRY_LOCK, (list(streams),))
                return {row[0] for row in await rows.fetchall()}
        except psycopg.Error:
            return set()

    async def _attempt(self, batch: list[Send]) -> tuple[list[Receipt], bool]:
        """Commit; whether it took more than one try.

        A lost connection leaves the outcome unknown: the same batch again, for ids make it happen once.
        """
        until = time.monotonic() + _RETRY_SECONDS
        retried = False
        while True:
            try:
                if self.connection is None or self.connection.closed:
                    self.connection = await db.connect(db.SEND_OPTIONS)
                with deadline(self.connection, SEND_SECONDS):
                    return await _commit(self.connection, batch), retried
            except (psycopg.Error, UnicodeError) as error:
                if self.connection is not None and not self.connection.closed:
                    await self.connection.rollback()
                    raise
                if time.monotonic() > until:
                    raise Unavailable("The database does not answer. Try again with the same id.") from error
                retried = True
                await asyncio.sleep(0.05)

    def _answer(self, batch: list[Send], receipts: list[Receipt], *, retried: bool) -> None:
        self._count -= len(batch)
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
        self._count -= len(batch)
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
