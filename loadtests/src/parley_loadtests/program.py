"""A program that talks to Parley as any would: by HTTP and by the socket, with a token."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp

from parley.ids import new_id

_PATIENCE_SECONDS = 60.0


class GaveUp(Exception):
    """The server did not come back in time."""


@dataclass(slots=True)
class Acknowledged:
    """What the server promised of a message."""

    id: str
    seq: int
    body: str


@dataclass(slots=True)
class Program:
    """One token's client. Requests are repeated, with the same id, until they are answered."""

    http: aiohttp.ClientSession
    url: Callable[[], str]
    token: str

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str) -> Any:
        return await self._repeat("GET", path, None)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        return await self._repeat("POST", path, body)

    async def send(self, channel: str, body: str) -> Acknowledged:
        """Post a message once, whatever happens to the server meanwhile."""
        message = str(new_id())
        answer = await self.post(f"/channels/{channel}/messages", {"id": message, "body": body})
        return Acknowledged(message, answer["seq"], body)

    async def _repeat(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            try:
                async with self.http.request(
                    method, f"{self.url()}/api/v1{path}", json=body, headers=self._headers
                ) as answer:
                    if answer.status < 300:
                        return await answer.json()
                    if answer.status not in (429, 500, 502, 503):
                        raise GaveUp(f"{method} {path}: {answer.status} {await answer.text()}")
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(random.uniform(0.05, 0.3))
        raise GaveUp(f"{method} {path}: no answer")


@dataclass(slots=True)
class Reader:
    """Follows all streams of its user over the socket; reconnects with its cursors, and notes what it was given."""

    program: Program
    seen: dict[str, list[int]] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    connections: int = 0
    _cursors: dict[str, int] = field(default_factory=dict)
    _epoch: str = ""
    _ws_url: str = ""

    async def begin(self) -> None:
        """Take a snapshot: what comes after it must come once, in order."""
        boot = await self.program.get("/boot")
        self._cursors, self._epoch, self._ws_url = dict(boot["heads"]), boot["epoch"], boot["ws_url"]

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self._connect()
            await asyncio.sleep(random.uniform(0.05, 0.3))

    def has(self, heads: dict[str, int]) -> bool:
        return all(self._cursors.get(stream, -1) >= head for stream, head in heads.items())

    async def _connect(self) -> None:
        hello = {
            "type": "hello",
            "token": self.program.token,
            "epoch": self._epoch,
            "cursors": self._cursors,
        }
        async with self.program.http.ws_connect(self._ws_url, protocols=["parley.v1"], heartbeat=5) as socket:
            self.connections += 1
            await socket.send_json(hello)
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message.json())

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] in ("reset", "error"):
            self.faults.append(str(frame))
        if frame["type"] != "event":
            return
        stream, seq = frame["stream"], frame["seq"]
        expected = self._cursors.get(stream, 0) + 1
        if seq != expected:
            self.faults.append(f"{stream}: got {seq} instead of {expected}")
        self._cursors[stream] = max(seq, self._cursors.get(stream, 0))
        self.seen.setdefault(stream, []).append(seq)
        if frame["kind"] == "message.posted":
            self.bodies[str(UUID(frame["data"]["id"]))] = frame["data"]["body"]
