"""Four passwords hashed at once: how long it takes, and for how long nobody else is served meanwhile."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password

from parley.writes.password import hash_password
from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.table import Table

_ROUNDS = 3
_AT_ONCE = 4
_TICK_SECONDS = 0.001


async def _on_the_loop(password: str) -> str:
    return make_password(password)


async def compare(ground: Ground) -> list[Table]:
    ways: dict[str, Callable[[str], Awaitable[str]]] = {
        "on the loop": _on_the_loop,
        "sync_to_async, thread-sensitive as by default": sync_to_async(make_password),
        "in threads, four at once (writes/password.py)": hash_password,
    }
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(_ROUNDS):
        for name, hash_one in ways.items():
            took[name].append(await _measure(hash_one))
    table = Table("four passwords", ("ms for all four", "ms the loop stood still"))
    for name, rounds in took.items():
        table.add(name, *(1000 * statistics.median(each) for each in zip(*rounds, strict=True)))
    return [table]


async def _measure(hash_one: Callable[[str], Awaitable[str]]) -> tuple[float, float]:
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_TICK_SECONDS)
            longest = max(longest, time.perf_counter() - before - _TICK_SECONDS)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)  # it has begun to wait
    begun = time.perf_counter()
    await asyncio.gather(*(hash_one("correct horse battery") for _ in range(_AT_ONCE)))
    seconds = time.perf_counter() - begun
    await asyncio.sleep(_TICK_SECONDS)  # and has seen how long
    ticking.cancel()
    return seconds, longest
