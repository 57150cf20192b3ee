"""The bounded outgoing buffer of one socket, and the task that empties it."""

import asyncio
import time
from collections import deque

from parley_gateway.wire import Wire

MAX_BYTES = 1 << 20
MAX_FRAMES = 2_000
# From a goodbye to being cut off: for a peer that reads, enough for all that waits.
_LINGER_SECONDS = 5.0

# A frame with its size in bytes: made once, put into every socket's outbox.
type Parcel = tuple[str, int]


def parcel(text: str) -> Parcel:
    return text, len(text) if text.isascii() else len(text.encode())


class Outbox:
    """Takes frames without waiting. Over a bound it takes no more, and `is_over` says that the reader is too slow."""

    def __init__(self, wire: Wire, *, max_bytes: int = MAX_BYTES, max_frames: int = MAX_FRAMES) -> None:
        self._wire = wire
        self._max_bytes, self._max_frames = max_bytes, max_frames
        self._waiting: deque[Parcel] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._half_empty = asyncio.Event()
        self._half_empty.set()
        self._last: tuple[int, str] | None = None
        self._writing_since = 0.0
        self.is_closed = False
        self.is_over = False
        self.frames = 0

    def put(self, frame: Parcel) -> None:
        if self.is_closed:
            return
        self._waiting.append(frame)
        self._bytes += frame[1]
        self._wake.set()
        if self._bytes > self._max_bytes // 2 or len(self._waiting) > self._max_frames // 2:
            self._half_empty.clear()
            self.is_over = self._bytes > self._max_bytes or len(self._waiting) > self._max_frames

    async def half_empty(self) -> None:
        """Wait until what waits is less than half of what may."""
        await self._half_empty.wait()

    @property
    def is_crowded(self) -> bool:
        return not self._half_empty.is_set()

    def finish(self, code: int, reason: str, *, keep: int | None = None) -> None:
        """Take no more; close once what waits is sent, or cut off a peer that does not read it in time.

        `keep`: so many of the newest frames are written, the others forgotten.
        """
        if self.is_closed:
            return
        self.is_closed = True
        while keep is not None and len(self._waiting) > keep:
            self._waiting.popleft()
        asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._wire.abort)
        self._last = (code, reason)
        self._half_empty.set()
        self._wake.set()

    def stalled_seconds(self) -> float:
        """How long the frame that is being written has been waiting for its reader."""
        return time.monotonic() - self._writing_since if self._writing_since else 0.0

    async def run(self) -> None:
        """Write until `finish`; the wire's errors are its caller's."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                text, size = self._waiting.popleft()
                self._writing_since = time.monotonic()
                await self._wire.text(text)
                self._writing_since = 0.0
                self.frames += 1
                self._bytes -= size
                if 2 * self._bytes <= self._max_bytes and 2 * len(self._waiting) <= self._max_frames:
                    self._half_empty.set()
            if self._last is not None:
                await self._wire.close(*self._last)
                return
