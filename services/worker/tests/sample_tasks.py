"""The Celery application that the tests of the pool run in a process of its own."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from celery import Celery
from redis.asyncio import BlockingConnectionPool, Redis

from parley_worker.loop import resource
from parley_worker.task import aio_task

BROKER_URL = os.environ["SAMPLE_BROKER_URL"]
BOARD_URL = os.environ["SAMPLE_BOARD_URL"]

app = Celery("sample_tasks", broker=BROKER_URL, backend=os.environ["SAMPLE_RESULT_URL"])
app.conf.update(
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    worker_drain_seconds=float(os.environ.get("SAMPLE_DRAIN_SECONDS", "30")),
    worker_soft_shutdown_timeout=float(os.environ.get("SAMPLE_SOFT_SHUTDOWN_SECONDS", "0")),
)


class Board:
    """Where tasks write what they did, and wait until the test opens the gate."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self._gate_opened = asyncio.Event()

    async def watch_gate(self) -> None:
        while True:
            if await self.redis.exists("gate"):
                self._gate_opened.set()
            await asyncio.sleep(0.02)

    async def wait_gate(self) -> None:
        while not await self.redis.exists("gate"):
            self._gate_opened.clear()  # it was the gate of an earlier test
            await self._gate_opened.wait()


@asynccontextmanager
async def open_board() -> AsyncIterator[Board]:
    # Blocking: two hundred tasks at once wait for one of its connections instead of failing.
    connections = BlockingConnectionPool.from_url(BOARD_URL, max_connections=20, decode_responses=True)
    async with Redis.from_pool(connections) as redis:
        if await redis.incr("boards") == 1 and await redis.exists("first_board_fails"):
            raise ConnectionError("the first one fails")
        board = Board(redis)
        watching = asyncio.create_task(board.watch_gate())
        yield board
        watching.cancel()
        await redis.incr("boards_closed")


@aio_task(app)
async def hold(name: str) -> str:
    """Run until the gate opens."""
    board = await resource(open_board)
    running = await board.redis.incr("running")
    await board.redis.zadd("peak", {"peak": running}, gt=True)
    await board.redis.lpush("started", name)
    try:
        await board.wait_gate()
    except asyncio.CancelledError:
        await board.redis.lpush("cancelled", name)
        raise
    finally:
        await board.redis.decr("running")
    await board.redis.lpush("finished", name)
    return name


@aio_task(app)
async def add(a: int, b: int) -> int:
    await asyncio.sleep(0)
    return a + b


@aio_task(app, bind=True)
async def own_request(self: Any) -> str:
    before = self.request.id
    await asyncio.sleep(0.05)  # others run meanwhile
    assert self.request.id == before
    return before


@aio_task(app, autoretry_for=(ConnectionError,), retry_backoff=1, retry_jitter=True, max_retries=5)
async def flaky(failures: int) -> int:
    """Fail so many times, then say how many tries it took."""
    board = await resource(open_board)
    tries = await board.redis.incr("tries")
    if tries <= failures:
        raise ConnectionError(f"try {tries}")
    return tries


@aio_task(app, autoretry_for=(ConnectionError,), retry_backoff=1, retry_jitter=False, max_retries=2)
async def flaky_by_the_clock() -> None:
    raise ConnectionError("each time")


@aio_task(app, bind=True, max_retries=2)
async def ask_again(self: Any, succeed_at: int) -> list[Any]:
    board = await resource(open_board)
    tries = await board.redis.incr("tries")
    try:
        if tries < succeed_at:
            raise ValueError(f"try {tries}")
    except ValueError as fault:
        raise self.retry(exc=fault, countdown=0) from fault
    return [tries, self.request.retries]


@aio_task(app, soft_time_limit=0.2)
async def overrun_softly() -> None:
    board = await resource(open_board)
    try:
        await asyncio.sleep(3600)
    finally:
        await board.redis.incr("cleaned_up")


@aio_task(app, time_limit=0.2, autoretry_for=(Exception,), retry_backoff=1)
async def overrun_hard() -> None:
    board = await resource(open_board)
    await board.redis.incr("tries")
    try:
        await asyncio.sleep(3600)
    finally:
        await board.redis.incr("cleaned_up")


@aio_task(app, time_limit=0.2)
async def ignore_cancellation() -> None:
    board = await resource(open_board)
    await board.redis.incr("running")
    is_open = False
    while not is_open:
        try:
            await board.wait_gate()
            is_open = True
        except asyncio.CancelledError:
            await board.redis.incr("ignored")
    await board.redis.decr("running")


@aio_task(app, autoretry_for=(Exception,), retry_backoff=1)
async def hold_and_retry(name: str) -> str:
    return await hold.coroutine(name)


@aio_task(app)
async def fail() -> None:
    raise LookupError("as it should")


@aio_task(app)
async def leave() -> None:
    raise SystemExit(3)


@aio_task(app)
async def leave_by_child() -> None:
    async def child() -> None:
        raise KeyboardInterrupt

    await asyncio.create_task(child())


@aio_task(app)
async def block_and_fail() -> None:
    time.sleep(0.5)
    raise LookupError("after half a second in which nothing else ran")


@aio_task(app)
async def cancel_itself() -> None:
    raise asyncio.CancelledError


@app.task
def plain(a: int, b: int) -> int:
    """A task as others write them; it runs on the thread."""
    return a * b
