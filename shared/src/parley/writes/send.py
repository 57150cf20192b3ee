"""The fastest write: messages of all callers of this process, committed together.

One flusher a loop: what waits when its line is free goes into one transaction, in the order of arrival; a lone
message goes at once. The repeats, the races and the failures it survives are in its test.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextvars import Context
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from psycopg import errors as pg

from parley import eventlog
from parley.errors import Busy, ParleyError, Unavailable
from parley.ids import StreamId
from parley.writes.send_batch import Line, Receipt, Send

log = structlog.get_logger()

_ROWS = 256
_BYTES = 1 << 20
_WAITING = 4096
_SPARE_LINES = 3
_PATIENCE_SECONDS = 2.0
_SHORTEST_LOCK_SECONDS = 0.05
_LONGEST_LOCK_SECONDS = 3.0  # with the write after it, below the transaction's limit


class Flusher:
    """Takes sends, answers each with its receipt. Bounded: over 4,096 that wait, Busy.

    Sends to a stream that somebody holds are set aside, so that they delay the others once and no more. A spare line
    queues for the stream with whoever else wants it; who has waited `patience_seconds` is answered Busy.
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
        self.line = Line()
        self._spare = [Line() for _ in range(_SPARE_LINES)]  # the last is taken first: one is often enough
        self._spare_count = asyncio.Semaphore(_SPARE_LINES)

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
        self._queue_of(item).append(item)
        self._wake.set()
        return await item.done

    async def close(self) -> None:
        """Take no more, end what waits."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as self._serving:
            while not (self._closing and not self._count):
                await self._wake.wait()
                self._wake.clear()
                rows = self._rows
                while batch := self._take(self._waiting, rows):
                    is_settled = await self._flush(self.line, batch, self._part_from_held)
                    rows = self._next_rows(batch, is_settled)
        for line in (self.line, *self._spare):
            await line.close()

    def _next_rows(self, batch: list[Send], is_settled: bool) -> int:
        """How many to take next: of what failed a half, so that one bad send costs its neighbours little."""
        return min(2 * len(batch), self._rows) if is_settled else max(1, len(batch) // 2)

    def _take(self, queue: deque[Send], rows: int) -> list[Send]:
        batch: list[Send] = []
        ids: set[UUID] = set()
        size = 0
        while queue and len(batch) < rows and size < self._size:
            item = queue[0]
            if item.id in ids or item.thread in ids:
                break  # a repeat of, or a reply to, what this batch creates: the next one's
            queue.popleft()
            if item.done.done():
                self._count -= 1
                continue  # its caller has gone, and nothing was written
            batch.append(item)
            ids.add(item.id)
            size += len(item.data) + len(item.body)
        return batch

    async def _flush(
        self,
        line: Line,
        batch: list[Send],
        on_held: Callable[[list[Send]], Awaitable[bool]],
        lock_seconds: float | None = None,
    ) -> bool:
        """Commit, and answer. Whether that settled it; if not, all wait again, and fewer are to be tried at once."""
        try:
            receipts, retried = await line.commit(batch, lock_seconds=lock_seconds)
        except pg.LockNotAvailable:
            return await on_held(batch)
        except ParleyError as error:
            self._fail(batch, error)
        except Exception as error:  # a flusher that died would leave its callers waiting for ever
            if len(batch) > 1:
                self._queue_of(batch[0]).extendleft(reversed(batch))
                return False
            log.error("send.failed", error=type(error).__name__, message=str(batch[0].id))
            self._fail(batch, Unavailable())
        else:
            self._answer(batch, receipts, retried=retried)
        return True

    async def _part_from_held(self, batch: list[Send]) -> bool:
        """Somebody holds a stream for long: its sends go aside, their neighbours go on."""
        free = await self.line.find_free({each.stream for each in batch})
        waiting = [*batch, *self._waiting]
        self._waiting.clear()
        # All free again? Or it is a row that is held (a read position on the move): whose, only fewer at once tell.
        if len(batch) > 1 and all(each.stream in free for each in batch):
            self._waiting.extend(waiting)
            return False
        held = {each.stream for each in batch} - (free if len(batch) > 1 else set())
        for stream in held:
            queue = self._aside[stream] = deque()
            self._serving.create_task(self._serve(stream, queue))
        for item in waiting:  # what came for those streams meanwhile must not pass what goes aside
            self._queue_of(item).append(item)
        return True

    async def _serve(self, stream: StreamId, queue: deque[Send]) -> None:
        """Queue for a stream with everyone else who wants it, until nothing waits for it here."""

        async def keep(batch: list[Send]) -> bool:
            queue.extendleft(reversed(self._give_up_old(batch)))
            return False

        rows = self._rows
        while queue:
            try:
                async with asyncio.timeout(self._patience_seconds):
                    await self._spare_count.acquire()
            except TimeoutError:
                rest = self._give_up_old(queue)
                queue.clear()
                queue.extend(rest)
                continue
            line = self._spare.pop()
            try:
                if batch := self._take(queue, rows):
                    left = batch[0].since + self._patience_seconds - time.monotonic()
                    seconds = min(max(left, _SHORTEST_LOCK_SECONDS), _LONGEST_LOCK_SECONDS)
                    rows = self._next_rows(batch, await self._flush(line, batch, keep, seconds))
            finally:
                self._spare.append(line)
                self._spare_count.release()
        del self._aside[stream]
        self._wake.set()  # it may have been the last that a closing flusher waits for

    def _queue_of(self, item: Send) -> deque[Send]:
        return self._aside.get(item.stream, self._waiting)

    def _give_up_old(self, items: Iterable[Send]) -> list[Send]:
        """Answer those that have waited too long; returns the rest."""
        too_old = time.monotonic() - self._patience_seconds
        self._fail([each for each in items if each.since < too_old], Busy(retry_after=1))
        return [each for each in items if each.since >= too_old]

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
