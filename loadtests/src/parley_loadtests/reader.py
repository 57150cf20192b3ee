"""Follows all streams of a user over the socket, comes back with its cursors, and notes what it was given."""

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp

from parley_loadtests.program import Program

_LONGEST_PAUSE_SECONDS = 5.0


@dataclass(slots=True)
class Tally:
    """What broke, told apart: an event that came twice, one that came before its turn, and whatever else."""

    repeated: int = 0
    out_of_order: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reader:
    """One client with its memory: cursors, and what came when by the monotonic clock."""

    program: Program
    tally: Tally = field(default_factory=Tally)
    bodies: dict[str, str] = field(default_factory=dict)
    arrived: dict[str, float] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    previewed: Counter[str] = field(default_factory=Counter)
    byes: list[tuple[str, float]] = field(default_factory=list)
    ends: list[int | None] = field(default_factory=list)  # close codes
    connections: int = 0
    is_caught_up: asyncio.Event = field(default_factory=asyncio.Event)
    cursors: dict[str, int] = field(default_factory=dict)
    began: dict[str, int] = field(
        default_factory=dict
    )  # cursors at the beginning: what came before is not its
    epoch: str = ""
    ws_url: str = ""
    pause_seconds: float = 0.3
    _wait_seconds: float = 0.0
    _failures: int = 0
    _due: dict[str, int] = field(default_factory=dict)

    async def begin(self) -> None:
        """Take a snapshot: what comes after it must come once, in order."""
        boot = await self.program.get("/boot")
        self.begin_at(boot["heads"], boot["epoch"], boot["ws_url"])

    def begin_at(self, heads: dict[str, int], epoch: str, ws_url: str) -> None:
        self.began, self.cursors, self.epoch, self.ws_url = dict(heads), dict(heads), epoch, ws_url

    def is_owed(self, channel: str, seq: int) -> bool:
        """Whether it has to be given this event of a channel."""
        return seq > self.began.get(f"channel:{channel}", 0)

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self.connect()
            self._failures = 0 if self.is_caught_up.is_set() else self._failures + 1
            self.is_caught_up.clear()
            longest = min(_LONGEST_PAUSE_SECONDS, self.pause_seconds * 2**self._failures)
            await asyncio.sleep(max(self._wait_seconds, random.uniform(0.2, 1) * longest))

    def has(self, heads: dict[str, int]) -> bool:
        return all(self.cursors.get(stream, -1) >= head for stream, head in heads.items())

    async def connect(self) -> None:
        """One connection, to its end."""
        self._wait_seconds = 0.0
        async with self.program.http.ws_connect(
            self.ws_url, protocols=["parley.v1"], heartbeat=5, headers=self.program.headers
        ) as socket:
            self.connections += 1
            await self.say_hello(socket)
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self.take(message.json())
            self.ends.append(socket.close_code)

    async def say_hello(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        await socket.send_json({"type": "hello", "epoch": self.epoch, "cursors": self.cursors})

    def take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "event":
                self._take_event(frame)
            case "welcome":
                self._due = frame["heads"]
                self._look()
            case "bye":
                self.byes.append((frame["reason"], frame["retry_after"]))
                self._wait_seconds = frame["retry_after"]
            case "reset" | "error":
                self.tally.faults.append(str(frame))

    def _take_event(self, frame: dict[str, Any]) -> None:
        stream, seq = frame["stream"], frame["seq"]
        last = self.cursors.get(stream, 0)
        if seq <= last:
            self.tally.repeated += 1
            self.tally.faults.append(f"{stream}: got {seq} again, after {last}")
        elif seq > last + 1:
            self.tally.out_of_order += 1
            self.tally.faults.append(f"{stream}: got {seq} after {last}")
        self.cursors[stream] = max(seq, last)
        self.kinds[frame["kind"]] += 1
        if frame["kind"] == "message.posted":
            id = str(UUID(frame["data"]["id"]))
            self.bodies[id], self.arrived[id] = frame["data"]["body"] or "", time.monotonic()
        elif frame["kind"] == "message.previewed":
            self.previewed[str(UUID(frame["data"]["id"]))] += 1
        if not self.is_caught_up.is_set():
            self._look()

    def _look(self) -> None:
        if self.has(self._due):
            self.is_caught_up.set()
