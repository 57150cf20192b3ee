"""Measure sides of a comparison alternately, so that a busy machine is busy for all of them."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

type Side = Callable[[int], Awaitable[None]]
"""Does its work so many times."""

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Medians of the rounds, for one time: by the clock, and of this process' processor time."""

    seconds: float
    cpu_seconds: float


async def alternate(sides: Mapping[str, Side], *, times: int, rounds: int = _ROUNDS) -> dict[str, Sample]:
    """Each side `times` over in every round, the order turned about from round to round."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for side in sides.values():
        await side(max(1, times // 4))  # what is done once (connections, plans, caches) is no part of it
    gc.collect()
    for number in range(rounds):
        order = list(sides.items())
        for name, side in order if number % 2 else reversed(order):
            cpu, clock = time.process_time(), time.perf_counter()
            await side(times)
            took[name].append(((time.perf_counter() - clock) / times, (time.process_time() - cpu) / times))
    return {
        name: Sample(*(statistics.median(each) for each in zip(*rounds_of, strict=True)))
        for name, rounds_of in took.items()
    }


def repeated(once: Callable[[], Awaitable[object]]) -> Side:
    """One after the other."""

    async def side(times: int) -> None:
        for _ in range(times):
            await once()

    return side


def together(once: Callable[[], Awaitable[object]], at_once: int) -> Side:
    """So many callers, each of whom asks again when it is answered."""

    async def side(times: int) -> None:
        left = iter(range(times))

        async def caller() -> None:
            for _ in left:
                await once()

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(caller())

    return side
