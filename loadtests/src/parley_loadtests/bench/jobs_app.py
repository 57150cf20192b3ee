"""The Celery application of comparisons/jobs.py: the same job, as a coroutine and as a function."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis
from celery import Celery
from redis.asyncio import BlockingConnectionPool, Redis

from parley_worker.loop import resource
from parley_worker.task import aio_task

SECONDS = 0.05
BOARD_URL = os.environ.get("BENCH_BOARD_URL", "")

app = Celery("bench", broker=BOARD_URL)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
_blocking = redis.Redis.from_url(BOARD_URL) if BOARD_URL else None


@asynccontextmanager
async def open_board() -> AsyncIterator[Redis]:
    connections = BlockingConnectionPool.from_url(BOARD_URL, max_connections=20)
    async with Redis.from_pool(connections) as board:
        yield board


@aio_task(app)
async def work_async(key: str) -> None:
    board = await resource(open_board)
    await asyncio.sleep(SECONDS)
    await board.incr(key)


@app.task
def work(key: str) -> None:
    assert _blocking is not None
    time.sleep(SECONDS)
    _blocking.incr(key)
