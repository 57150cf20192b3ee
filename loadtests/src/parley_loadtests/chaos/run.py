"""Send all the time while processes are killed; then count what is lost, doubled or out of order.

What is checked is seen from outside (receipts, what readers were given) and in the tables.
"""

import asyncio
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

from parley_loadtests.program import Acknowledged, Program, Reader
from parley_loadtests.stack import Stack, running_stack

VICTIMS = ("api", "gateway", "worker", "valkey")


@dataclass(slots=True)
class Verdict:
    """What was found; `faults` is empty where every law held."""

    acknowledged: int = 0
    readers: int = 0
    connections: int = 0
    killed: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{name} {count}" for name, count in self.killed.items())
        head = (
            f"{self.acknowledged} acknowledged, {self.readers} readers over {self.connections} connections,"
            f" killed: {killed}"
        )
        return "\n".join([head, *(f"  BROKEN: {fault}" for fault in self.faults[:20])])


async def run(
    stack: Stack,
    *,
    victims: tuple[str, ...] = VICTIMS,
    rounds: int = 1,
    rate: float = 50,
    readers: int = 4,
    pause_seconds: float = 3.0,
) -> Verdict:
    """Kill each of `victims` in turn, `rounds` times, `pause_seconds` apart, at `rate` sends a second."""
    verdict = Verdict(readers=readers, killed=dict.fromkeys(victims, 0))
    stack.parley(
        "user",
        "create",
        "--email",
        "chaos@tidewater.example",
        "--handle",
        "chaos",
        "--password",
        "chaos at the harbour",
        "--role",
        "owner",
    )
    token = stack.parley("token", "create", "--user", "chaos")["token"]
    url = stack.public_url
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        program = Program(http, lambda: url, token)
        channels = await _make_channels(program)
        following = [Reader(program) for _ in range(readers)]
        for reader in following:
            await reader.begin()
        tasks = [asyncio.create_task(reader.follow()) for reader in following]
        receipts: list[Acknowledged] = []
        stopping = asyncio.Event()
        sending = asyncio.create_task(_send(program, channels, receipts, rate=rate, stopping=stopping))
        for name in itertools.chain.from_iterable([victims] * rounds):
            await asyncio.sleep(pause_seconds)
            verdict.killed[name] += stack.kill(name)
        await asyncio.sleep(pause_seconds)
        stopping.set()
        await sending
        await _catch_up(program, following, verdict)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    verdict.acknowledged = len(receipts)
    verdict.connections = sum(reader.connections for reader in following)
    _judge_readers(following, receipts, verdict)
    await _judge_tables(stack.environment["DATABASE_URL"], receipts, verdict)
    return verdict


async def _make_channels(program: Program) -> list[str]:
    made = []
    for number in range(3):
        channel = await program.post("/channels", {"kind": "public", "name": f"chaos-{number}"})
        made.append(channel["id"])
    return made


async def _send(
    program: Program,
    channels: list[str],
    receipts: list[Acknowledged],
    *,
    rate: float,
    stopping: asyncio.Event,
) -> None:
    """At a fixed rate, whether the last was answered or not; each is repeated until it is."""

    async def one(number: int) -> None:
        receipts.append(await program.send(channels[number % len(channels)], f"message {number}"))

    async with asyncio.TaskGroup() as group:
        for number in itertools.count():
            if stopping.is_set():
                return
            group.create_task(one(number))
            await asyncio.sleep(1 / rate)


async def _catch_up(program: Program, readers: list[Reader], verdict: Verdict) -> None:
    heads: dict[str, Any] = (await program.get("/boot"))["heads"]
    try:
        async with asyncio.timeout(30):
            while not all(reader.has(heads) for reader in readers):
                await asyncio.sleep(0.1)
    except TimeoutError:
        verdict.faults.append(f"readers did not reach the heads {heads}")


def _judge_readers(readers: list[Reader], receipts: list[Acknowledged], verdict: Verdict) -> None:
    for number, reader in enumerate(readers):
        verdict.faults += [f"reader {number}: {fault}" for fault in reader.faults]
        for receipt in receipts:
            if reader.bodies.get(receipt.id) != receipt.body:
                verdict.faults.append(f"reader {number}: never got {receipt.id}")


async def _judge_tables(database_url: str, receipts: list[Acknowledged], verdict: Verdict) -> None:
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        rows = await connection.execute("select id::text, seq, body from message")
        stored = {id: (seq, body) for id, seq, body in await rows.fetchall()}
        for receipt in receipts:
            if stored.get(receipt.id) != (receipt.seq, receipt.body):
                verdict.faults.append(
                    f"{receipt.id}: stored {stored.get(receipt.id)}, promised {receipt.seq}"
                )
        if len(stored) != len(receipts):
            verdict.faults.append(f"{len(stored)} messages stored, {len(receipts)} acknowledged")
        gaps = await connection.execute(
            "select s.id from stream s left join event e on e.stream = s.id group by s.id"
            " having count(e.seq) <> s.head or coalesce(max(e.seq), 0) <> s.head or count(distinct e.seq) <> s.head"
        )
        verdict.faults += [f"stream {row[0]} has a gap or a repeat" for row in await gaps.fetchall()]


async def run_on_a_stack_of_its_own(var: Path, **options: Any) -> Verdict:
    """Start a stack under `var`, run, stop it."""
    with running_stack(var, {"PARLEY_SEND_RATE": "0", "PARLEY_SEND_BURST": "0"}) as stack:
        return await run(stack, **options)
