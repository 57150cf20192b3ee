"""One connection to Redis that keeps subscriptions: confirms them, notices silence, comes back."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import batched, groupby
from typing import Any

from channels_redis.utils import create_pool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_CONNECT_SECONDS = 1.0
_CONFIRM_SECONDS = 1.0
_SILENT_SECONDS = 1.0  # then we ask, and after as long again we give the connection up
_PAUSES = (0.05, 0.1, 0.2, 0.4)
_NAMES = 1000  # a command
_READY = "parley-ready"


class Subscriber:
    """Keeps one connection subscribed to what is wanted; each message goes to `take(name, data)`.

    channels-redis' own connection (4.3) returns from subscribe when the command was sent, takes another connection
    for each publish, and with redis-py 8.1 runs out of them near 1,000 members.
    """

    def __init__(
        self,
        host: dict[str, Any],
        take: Callable[[str, bytes], None],
        *,
        on_down: Callable[[BaseException], None],
        on_up: Callable[[], None],
    ) -> None:
        # RESP2: what arrives on a subscribed connection are plain arrays, in the order of the commands.
        # No retry by the library: a connection that fails is made anew here, with all its subscriptions.
        limits = {"socket_connect_timeout": _CONNECT_SECONDS, "socket_timeout": _CONNECT_SECONDS}
        once = Retry(NoBackoff(), 0)
        self._pool = create_pool({**host, **limits, "protocol": 2, "retry": once, "max_connections": 1})
        self._take = take
        self._on_down, self._on_up = on_down, on_up
        self.is_up = False
        self._is_down = False  # known to be, which is more than not being up yet
        self._wanted: dict[str, None] = {}
        self._confirmed: set[str] = set()
        self._unanswered: Counter[str] = Counter()  # SUBSCRIBEs sent and not confirmed
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}
        self._commands: list[tuple[str, str]] = []
        self._connection: AbstractConnection | None = None
        self._has_commands = asyncio.Event()
        self._heard_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def want(self, name: str) -> None:
        """Subscribe without waiting."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="subscriber")
        if name not in self._wanted:
            self._wanted[name] = None
            self._command("SUBSCRIBE", name)

    async def subscribe(self, name: str) -> None:
        """Return once the subscription is confirmed, or Redis is known to be down (it is made when Redis is back)."""
        self.want(name)
        if name in self._confirmed or self._is_down:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, []).append(waiter)
        while not waiter.done():
            await asyncio.wait([waiter], timeout=_CONFIRM_SECONDS)
            # A busy process may simply not have come to read the answer.
            if not waiter.done() and time.monotonic() - self._heard_at > _CONFIRM_SECONDS:
                self._give_up(TimeoutError("Redis is silent"))

    async def unsubscribe(self, name: str) -> None:
        if name in self._wanted:
            del self._wanted[name]
            self._confirmed.discard(name)
            self._command("UNSUBSCRIBE", name)

    async def flush(self) -> None:
        """End the connection and forget everything."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._wanted.clear()

    def _command(self, verb: str, name: str) -> None:
        if self._connection is not None:
            self._commands.append((verb, name))
            self._has_commands.set()

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                async with asyncio.timeout(2 * _CONNECT_SECONDS):
                    self._connection = await self._connect()
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._write(self._connection), name="subscriber-write")
                    both.create_task(self._read(self._connection), name="subscriber-read")
            except* (RedisError, OSError, TimeoutError) as lost:
                failures = 0 if self.is_up else failures + 1
                self._set_down(lost.exceptions[0])
            finally:
                connection, self._connection = self._connection, None
                if connection is not None:
                    with suppress(RedisError, OSError, TimeoutError):
                        await connection.disconnect(nowait=True)
            # Apart, so that a restarted Redis does not meet all processes in the same instant.
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)] * random.uniform(0.75, 1.25))

    async def _connect(self) -> AbstractConnection:
        connection = self._pool.make_connection()
        await connection.connect()
        self._confirmed.clear()
        self._unanswered.clear()
        self._commands = [("SUBSCRIBE", name) for name in self._wanted] + [("PING", _READY)]
        self._has_commands.set()
        return connection

    async def _write(self, connection: AbstractConnection) -> None:
        while True:
            await self._has_commands.wait()
            self._has_commands.clear()
            commands, self._commands = self._commands, []
            for verb, group in groupby(commands, key=lambda command: command[0]):
                for names in batched((name for _, name in group), _NAMES):
                    if verb == "SUBSCRIBE":
                        self._unanswered.update(names)
                    await connection.send_command(verb, *names, check_health=False)

    async def _read(self, connection: AbstractConnection) -> None:
        asked = False
        while True:
            answer = await connection.read_response(disable_decoding=True, timeout=_SILENT_SECONDS)
            if answer is None:
                if asked:
                    raise TimeoutError("Redis is silent")
                asked = True
                await connection.send_command("PING", "", check_health=False)
                continue
            asked = False
            self._heard_at = time.monotonic()
            self._understand(answer)

    def _understand(self, answer: list[Any] | bytes) -> None:
        match answer:
            case [b"message", name, data]:
                self._take(name.decode(), data)
            case [b"subscribe", name, _]:
                self._confirm(name.decode())
            case [b"pong", data] | (bytes() as data) if data == _READY.encode():
                self._set_up()

    def _confirm(self, name: str) -> None:
        self._unanswered[name] -= 1
        # One that was dropped and wanted again meanwhile is confirmed by the last of its answers.
        if self._unanswered[name] <= 0:
            del self._unanswered[name]
            if name in self._wanted:
                self._confirmed.add(name)
                self._release(self._waiting.pop(name, ()))

    def _give_up(self, reason: BaseException) -> None:
        """Drop a connection that does not answer; `_read` then fails and everything begins anew."""
        self._set_down(reason)
        writer = self._connection._writer if self._connection is not None else None
        if writer is not None:
            writer.transport.abort()

    def _set_down(self, reason: BaseException) -> None:
        is_news = not self._is_down
        self.is_up, self._is_down = False, True
        waiting, self._waiting = self._waiting, {}
        for waiters in waiting.values():
            self._release(waiters)
        if is_news:
            self._on_down(reason)

    def _set_up(self) -> None:
        """Every subscription wanted when the connection was made is confirmed: answers come in order."""
        self.is_up, self._is_down = True, False
        self._on_up()

    @staticmethod
    def _release(waiters: Iterable[asyncio.Future[None]]) -> None:
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
