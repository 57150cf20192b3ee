"""People at work while something breaks: sends at a fixed rate, edits, deletes, reads, repeats, and readers."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from parley_loadtests.program import Acknowledged, GaveUp, Program
from parley_loadtests.reader import Reader, Tally
from parley_loadtests.speaker import Speaker

_LINK_EVERY = 20
# As people do, who wait for an answer before they say more: a server that fell behind would never come up again.
_AT_ONCE = 50
_CATCH_UP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What loads run on: two people of one workspace, and a site that messages link to."""

    http: aiohttp.ClientSession
    writer: Program
    other: Program
    pages: str


@dataclass(slots=True)
class Load:
    """`receipts` are the promises that were made; `unanswered` are requests that got none."""

    ground: Ground
    channels: list[str]
    speaker: Speaker
    rate: float
    readers: list[Reader] = field(default_factory=list)
    receipts: list[Acknowledged] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)  # by message
    deleted: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, number: int, body: str | None = None) -> Acknowledged | None:
        """One message, by either door in turn; None where it was never answered."""
        door = self.ground.writer if number % 2 else self.speaker
        channel = self.channels[number % len(self.channels)]
        link = f" {self.ground.pages}/{number}" if number % _LINK_EVERY == 0 and body is None else ""
        try:
            receipt = await door.send(channel, body or f"message {number}{link}")
        except GaveUp as error:
            self.unanswered.append(str(error))
            return None
        self.receipts.append(receipt)
        if link:
            self.links[receipt.id] = link.strip()
        return receipt

    async def add(self, *readers: Reader) -> None:
        """Have them follow, and wait until each has caught up. Raises TimeoutError."""
        self.readers += readers
        self.tasks += [asyncio.create_task(reader.follow()) for reader in readers]
        async with asyncio.timeout(_CATCH_UP_SECONDS):
            for reader in readers:
                await reader.is_caught_up.wait()

    async def run(self) -> None:
        """At the rate, whether the last was answered or not, with so many under way at most; until `stop`."""
        slots = asyncio.Semaphore(_AT_ONCE)

        async def work(number: int) -> None:
            try:
                await self._work(number)
            finally:
                slots.release()

        async with asyncio.TaskGroup() as group:
            for number in itertools.count(1):
                await slots.acquire()
                if self._stopping.is_set():
                    break
                group.create_task(work(number))
                await asyncio.sleep(1 / self.rate)
        self.ended.set()

    def stop(self) -> None:
        self._stopping.set()

    async def _work(self, number: int) -> None:
        receipt = await self.send(number)
        if receipt is None:
            return
        try:
            await self._follow_up(number, receipt)
        except GaveUp as error:
            self.unanswered.append(str(error))

    async def _follow_up(self, number: int, receipt: Acknowledged) -> None:
        writer, other = self.ground.writer, self.ground.other
        if number % 25 == 3:  # a repeat, by the other door
            again = self.speaker if number % 2 else writer
            repeat = await again.send(receipt.channel, receipt.body, id=receipt.id)
            if repeat.seq != receipt.seq:
                self.tally.repeated += 1
                self.tally.faults.append(f"{receipt.id}: sent again, {repeat.seq} instead of {receipt.seq}")
        if number % 40 == 7:
            await writer.ask("PATCH", f"/messages/{receipt.id}", {"body": f"{receipt.body}, corrected"})
        if number % 40 == 17:
            self.deleted.add(receipt.id)
            await writer.ask("DELETE", f"/messages/{receipt.id}")
        if number % 10 == 5:
            await other.ask("PUT", f"/channels/{receipt.channel}/read", {"seq": receipt.seq})


@asynccontextmanager
async def working(
    ground: Ground, name: str, *, rate: float, readers: int, channels: int = 3
) -> AsyncIterator[Load]:
    """A load under way on channels of its own; at the end nobody sends or reads any more."""
    made = []
    for number in range(channels):
        body = {"kind": "public", "name": f"{name}-{number}"}
        channel = (await ground.writer.post("/channels", body))["id"]
        await ground.other.ask("PUT", f"/channels/{channel}/members/me")
        made.append(channel)
    following = [Reader((ground.writer, ground.other)[number % 2]) for number in range(readers)]
    for reader in following:
        await reader.begin()
    load = Load(ground, made, Speaker(ground.writer, following[0].ws_url), rate)
    load.tasks.append(asyncio.create_task(load.speaker.follow()))
    try:
        await load.add(*following)
        load.tasks.append(asyncio.create_task(load.run()))
        yield load
    finally:
        for task in load.tasks:
            task.cancel()
        await asyncio.gather(*load.tasks, return_exceptions=True)
