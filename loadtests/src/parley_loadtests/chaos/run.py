"""Puts a load on a stack, strikes it with faults, and judges."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from parley_loadtests.chaos.catalogue import Fault
from parley_loadtests.chaos.checks import catch_up, judge_clients, judge_jobs, judge_tables
from parley_loadtests.chaos.load import Ground, working
from parley_loadtests.chaos.scene import Scene
from parley_loadtests.chaos.verdict import Verdict
from parley_loadtests.pages import serving_pages
from parley_loadtests.program import Program
from parley_loadtests.stack import Stack, running_stack

_SETTINGS = {"PARLEY_SEND_RATE": "0", "PARLEY_SEND_BURST": "0", "PARLEY_OUTBOUND_ALLOW": "127.0.0.1"}
_STRIKE_SECONDS = 240.0


@asynccontextmanager
async def ground_of(stack: Stack) -> AsyncIterator[Ground]:
    """Two people, and what they talk through."""
    writer = await asyncio.to_thread(stack.make_person, "writer", role="owner")
    other = await asyncio.to_thread(stack.make_person, "other", role="member")
    url = stack.public_url
    timeout, connector = aiohttp.ClientTimeout(total=10), aiohttp.TCPConnector(limit=0)
    async with serving_pages() as pages, aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        yield Ground(http, *(Program(http, lambda: url, token) for token in (writer, other)), pages=pages)


async def strike(
    stack: Stack, ground: Ground, faults: Sequence[Fault], *, name: str, readers: int, pause_seconds: float
) -> tuple[Verdict, list[str]]:
    """The faults one after the other under one load; what was found, and the messages with a preview to come."""
    verdict = Verdict(name)
    begun = time.monotonic()
    async with working(ground, name, rate=min(each.rate for each in faults), readers=readers) as load:
        scene = Scene(stack, load, verdict)
        await scene.look_around()
        for fault in faults:
            await scene.steady(pause_seconds)
            try:
                async with asyncio.timeout(_STRIKE_SECONDS):
                    await fault.strike(scene)
            except Exception as error:  # whatever a fault meets is a finding, and the others go on
                verdict.faults.append(f"{fault.name}: {error!r}")
        await scene.steady(pause_seconds)
        load.stop()
        await load.ended.wait()
        await catch_up(load, verdict)
    judge_clients(load, verdict)
    await judge_tables(stack, load, verdict)
    verdict.seconds = round(time.monotonic() - begun, 1)
    return verdict, list(load.links)


async def run(
    var: Path,
    faults: Sequence[Fault],
    *,
    is_short: bool = False,
    told: Callable[[Verdict], None] | None = None,
) -> list[Verdict]:
    """Each fault under a load of its own, then the jobs that are owed; `is_short`: all under one, without the jobs."""
    verdicts: list[Verdict] = []

    def tell(verdict: Verdict) -> None:
        verdicts.append(verdict)
        if told is not None:
            told(verdict)

    with running_stack(var, _SETTINGS) as stack:
        async with ground_of(stack) as ground:
            if is_short:
                found, _ = await strike(stack, ground, faults, name="short", readers=4, pause_seconds=1)
                tell(found)
                return verdicts
            links: list[str] = []
            for fault in faults:
                found, more = await strike(
                    stack, ground, [fault], name=fault.name, readers=4, pause_seconds=2
                )
                links += more
                tell(found)
            jobs = Verdict("jobs owed")
            await judge_jobs(stack, links, jobs)
            tell(jobs)
    return verdicts
