"""What a fault gets: the stack to strike, the load that goes on meanwhile, and where to say what was found."""

import asyncio
import json
import signal
import time
import urllib.request
from dataclasses import dataclass

from parley_loadtests.chaos.load import Load
from parley_loadtests.chaos.verdict import Verdict
from parley_loadtests.program import Acknowledged
from parley_loadtests.stack import Stack

_PATIENCE_SECONDS = 60.0
_ACK_SECONDS = 2.0
_SLOWNESS = 20


@dataclass(slots=True)
class Scene:
    stack: Stack
    load: Load
    verdict: Verdict
    _usual_seconds: float = 0.0

    async def look_around(self) -> None:
        """See how long a delivery takes here while nothing is broken: what is late depends on it."""
        took = []
        for number in range(5):
            begun = time.monotonic()
            await self.deliver(number)
            took.append(time.monotonic() - begun)
        self._usual_seconds = sorted(took)[2]
        self.measure("usual", self._usual_seconds)

    async def steady(self, seconds: float) -> None:
        """Let the load go on."""
        await asyncio.sleep(seconds)

    async def kill(self, name: str) -> None:
        """kill -9, and wait until the process is there again."""
        await self.end(name, signal.SIGKILL)

    async def end(self, name: str, number: signal.Signals) -> None:
        """Send a signal that ends the process, and wait until it is there again, started by its supervisor."""
        pid, begun = self.stack.pid_of(name), time.monotonic()
        self.require(self.stack.send(name, number), f"{name} was not running")
        await self.stack.back(name, after=pid)
        self.measure(f"{name} back", time.monotonic() - begun)

    async def freeze(self, name: str, seconds: float) -> None:
        """SIGSTOP for so long, then SIGCONT; the process must be of use again, and be the same."""
        pid = self.stack.pid_of(name)
        async with self.stack.frozen(name):
            await self.steady(seconds)
        begun = time.monotonic()
        await self.stack.back(name, after=None)
        self.measure(f"{name} ready", time.monotonic() - begun)
        self.require(self.stack.pid_of(name) == pid, f"{name} died while it was stopped")

    async def delivery_back(self, *, since: float, limit_seconds: float = 2.0) -> None:
        """Wait until the gateway hears the bus again and what is sent then is with every reader (law 3)."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not await asyncio.to_thread(self._has_bus):
            if time.monotonic() > deadline:
                self.verdict.faults.append("the gateway did not find the bus again")
                return
            await asyncio.sleep(0.02)
        await self.deliver()
        self.promise("delivery back", time.monotonic() - since, limit_seconds)

    async def deliver(self, number: int = 1) -> Acknowledged | None:
        """Send one message and wait until every reader has it."""
        receipt = await self.load.send(number, f"probe {number}")
        if receipt is not None:
            await self.delivered(receipt.id)
        return receipt

    async def delivered(self, id: str) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while not all(id in reader.arrived for reader in self.load.readers):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            self.verdict.faults.append(f"{id} was not delivered within {_PATIENCE_SECONDS:.0f} s")

    def judge_meanwhile(self, *, since: float) -> None:
        """Sends asked for while something was away were acknowledged, and soon."""
        took = sorted(each.at - each.asked_at for each in self.acknowledged(since=since))
        self.require(bool(took), "nothing was acknowledged meanwhile")
        if took:
            self.measure("acked meanwhile", len(took))
            self.promise("ack p99", took[len(took) * 99 // 100], _ACK_SECONDS)

    # ---- what was found ----

    def require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.verdict.faults.append(otherwise)

    def measure(self, what: str, value: float) -> None:
        self.verdict.measured[what] = round(value, 3)

    def promise(self, what: str, seconds: float, limit_seconds: float) -> None:
        """Measure what has a limit. A machine that is slow anyway is given more, and over that it is late."""
        self.measure(what, seconds)
        if seconds > limit_seconds + _SLOWNESS * self._usual_seconds:
            self.verdict.late.append(f"{what} took {seconds:.2f} s, and {limit_seconds:g} s are promised")

    def acknowledged(self, *, since: float) -> list[Acknowledged]:
        """What was asked for and acknowledged after a time."""
        return [receipt for receipt in self.load.receipts if receipt.asked_at >= since]

    def _has_bus(self) -> bool:
        port = self.stack.find("gateway")["port"]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                return bool(json.load(answer)["bus"])
        except (OSError, ValueError):
            return False
