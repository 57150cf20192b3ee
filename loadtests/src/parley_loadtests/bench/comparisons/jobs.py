"""Celery: jobs that wait 50 ms and count one up in Valkey, on our asyncio pool, on threads and on two processes."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
from celery import Celery
from redis.asyncio import Redis

from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.table import Table

_PATIENCE_SECONDS = 90.0
_ROUNDS = 3
# Its name: the pool's options, the task, how many jobs.
_WORKERS = {
    "prefork, two processes": (("--pool=prefork", "-c", "2"), "work", 20),
    "200 threads": (("--pool=threads", "-c", "200"), "work", 100),
    "our asyncio pool, 200 at once": (("--pool=custom", "-c", "200"), "work_async", 100),
}


async def compare(ground: Ground) -> list[Table]:
    url = f"redis://:parley@127.0.0.1:{ground.ports.valkey}/3"
    table = Table("jobs", ("jobs/s", "MiB"))
    producer = Celery("bench", broker=url)
    async with AsyncExitStack() as stack:
        board = await stack.enter_async_context(Redis.from_url(url))
        stack.callback(producer.close)
        workers = []
        for number, (options, _, _) in enumerate(_WORKERS.values()):
            workers.append(worker := _start(url, f"queue{number}", options, ground.folder / f"{number}.log"))
            stack.callback(_stop, worker)
        speeds: list[list[float]] = [[] for _ in workers]
        for turn in range(_ROUNDS + 1):
            for number, (_, task, jobs) in enumerate(_WORKERS.values()):
                seconds = await _time(
                    producer, board, f"parley_loadtests.bench.jobs_app.{task}", number, jobs
                )
                if turn:  # the first waits until the worker has started
                    speeds[number].append(jobs / seconds)
        for name, worker, speed in zip(_WORKERS, workers, speeds, strict=True):
            table.add(name, statistics.median(speed), _memory(worker.pid) / (1 << 20))
    return [table]


async def _time(producer: Celery, board: Redis, task: str, number: int, jobs: int) -> float:
    key = f"done{number}"
    await board.delete(key)
    begun = time.perf_counter()

    def send_all() -> None:
        for _ in range(jobs):
            producer.send_task(task, [key], queue=f"queue{number}", ignore_result=True)

    await asyncio.to_thread(send_all)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while int(await board.get(key) or 0) < jobs:
            await asyncio.sleep(0.005)
    return time.perf_counter() - begun


def _start(url: str, queue: str, options: tuple[str, ...], log: Path) -> subprocess.Popen[bytes]:
    words = [
        "-m",
        "celery",
        "-A",
        "parley_loadtests.bench.jobs_app",
        "worker",
        "-Q",
        queue,
        "-n",
        queue,
        *options,
    ]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"BENCH_BOARD_URL": url, "CELERY_CUSTOM_WORKER_POOL": "parley_worker.pool:AioPool"}
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, *words, "--without-gossip", "--without-mingle", "-l", "warning"],
            env={**kept, **own},
            cwd=log.parent,
            stdout=output,
            stderr=output,
        )


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(20)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _memory(pid: int) -> int:
    """Of the process and its children; what they share is counted once."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(getattr(each.memory_full_info(), "pss", 0) or each.memory_info().rss for each in family)
