"""Events and signals to the gateways, over Redis' publish: a hint, never the truth.

A message is what channels-redis' pub/sub layer would have sent to a group, so that any channel layer built on
it receives it. What is lost here, the gateway's comparison finds in the log.
"""

import asyncio
from collections import deque
from contextvars import Context
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import msgspec
import structlog
from redis.exceptions import RedisError

from parley.bus.breaker import Breaker
from parley.bus.connection import publishing_client
from parley.bus.patience import in_time
from parley.ids import StreamName

log = structlog.get_logger()

PREFIX = "parley"
_GIVE_UP_SECONDS = 0.1
_WAITING = 10_000
_BATCH = 256

_encoder = msgspec.msgpack.Encoder()


def group(stream: StreamName) -> str:
    """The channel layer's name of a stream: groups may not hold a colon."""
    return stream.replace(":", ".")


def topic(group_name: str) -> str:
    """Where channels-redis' pub/sub layer, with our prefix, listens for a group."""
    return f"{PREFIX}__group__{group_name}"


@dataclass(frozen=True, slots=True)
class Frame:
    """An event as sockets will get it, with what the gateway must know of it."""

    stream: StreamName
    seq: int
    kind: str
    text: str

    def message(self) -> bytes:
        fields = {
            "type": "stream.event",
            "stream": self.stream,
            "seq": self.seq,
            "kind": self.kind,
            "frame": self.text.encode(),
        }
        return _encoder.encode(fields)


class Publisher:
    """Takes frames without waiting and sends them in order, many in one round trip."""

    def __init__(self) -> None:
        # Over the bound the oldest go: they are the likeliest to have been found by the comparison.
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=_WAITING)
        self._breaker = Breaker()
        self._task: asyncio.Task[None] | None = None

    def push(self, topic_name: str, message: bytes) -> None:
        self._waiting.append((topic_name, message))
        if self._task is None or self._task.done():
            # An empty context: it carries the events of many requests.
            self._task = asyncio.get_running_loop().create_task(
                self._run(), name="publish", context=Context()
            )

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            if self._breaker.is_open:
                continue
            try:
                await in_time(_send(batch), seconds=_GIVE_UP_SECONDS)
            except (RedisError, OSError, TimeoutError) as error:
                if self._breaker.trip():
                    log.warning("bus.publish_failed", error=type(error).__name__, dropped=len(batch))

    async def flush(self) -> None:
        """Wait until nothing waits: at the end of a process, and in tests."""
        if self._task is not None:
            await self._task


async def _send(batch: list[tuple[str, bytes]]) -> None:
    pipeline = publishing_client().pipeline(transaction=False)
    for topic_name, message in batch:
        pipeline.publish(topic_name, message)
    await pipeline.execute()


_publishers: WeakKeyDictionary[asyncio.AbstractEventLoop, Publisher] = WeakKeyDictionary()


def publisher() -> Publisher:
    """The running loop's publisher."""
    loop = asyncio.get_running_loop()
    found = _publishers.get(loop)
    if found is None:
        found = _publishers[loop] = Publisher()
    return found


def publish(frames: list[Frame]) -> None:
    """Hand committed events to the gateways; never waits, never fails."""
    out = publisher()
    for frame in frames:
        out.push(topic(group(frame.stream)), frame.message())
