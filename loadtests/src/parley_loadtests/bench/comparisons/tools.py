"""What asyncio's tools and a hop to a thread cost by themselves, around a coroutine that does nothing."""

import asyncio

from asgiref.sync import ThreadSensitiveContext, sync_to_async

from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import alternate, repeated
from parley_loadtests.bench.table import Table, of_samples


async def _nothing() -> None:
    await asyncio.sleep(0)


async def _with_deadline() -> None:
    async with asyncio.timeout(1):
        await _nothing()


async def _as_task() -> None:
    await asyncio.create_task(_nothing())


async def _in_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(_nothing())


def _nothing_sync() -> None:
    pass


async def _hop_of_a_request() -> None:
    async with ThreadSensitiveContext():
        await sync_to_async(_nothing_sync)()


async def compare(ground: Ground) -> list[Table]:
    turns = asyncio.Semaphore(4)

    async def in_turn() -> None:
        async with turns:
            await _nothing()

    sides = {
        "awaited": repeated(_nothing),
        "within asyncio.timeout": repeated(_with_deadline),
        "within a semaphore": repeated(in_turn),
        "as a task": repeated(_as_task),
        "in a task group of one": repeated(_in_group),
        "sync_to_async": repeated(sync_to_async(_nothing_sync)),
        "sync_to_async, not thread-sensitive": repeated(sync_to_async(_nothing_sync, thread_sensitive=False)),
        "sync_to_async in a context of its own, as a request": repeated(_hop_of_a_request),
    }
    samples = await alternate(sides, times=300)
    return [of_samples("a step of the loop", samples.items())]
