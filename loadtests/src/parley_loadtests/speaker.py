"""Sends by the socket: what was not acknowledged when a connection ended is said again on the next."""

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from parley.ids import new_id
from parley_loadtests.program import PATIENCE_SECONDS, Acknowledged, GaveUp, Program

_AGAIN = ("busy", "unavailable", "rate_limited", "internal")


@dataclass(slots=True)
class _Said:
    frame: dict[str, Any]
    asked_at: float
    acked: "asyncio.Future[dict[str, Any]]"


@dataclass(slots=True)
class Speaker:
    """One socket that only sends; it comes back by itself."""

    program: Program
    ws_url: str
    _waiting: dict[str, _Said] = field(default_factory=dict)
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _later: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(self, channel: str, body: str, *, id: str | None = None) -> Acknowledged:
        """Post a message once, whatever happens meanwhile. Raises GaveUp."""
        message = id or str(new_id())
        frame = {"type": "send", "id": message, "channel": channel, "body": body}
        said = _Said(frame, time.monotonic(), asyncio.get_running_loop().create_future())
        self._waiting[message] = said
        try:
            await self._say(said)
            async with asyncio.timeout(PATIENCE_SECONDS):
                ack = await said.acked
        except TimeoutError:
            raise GaveUp(f"send {message}: no answer") from None
        finally:
            del self._waiting[message]
        return Acknowledged(message, ack["seq"], body, channel, said.asked_at, time.monotonic())

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self._connect()
            self._socket = None
            await asyncio.sleep(random.uniform(0.05, 0.3))

    async def _connect(self) -> None:
        async with self.program.http.ws_connect(
            self.ws_url, protocols=["parley.v1"], heartbeat=5, headers=self.program.headers
        ) as socket:
            await socket.send_json({"type": "hello"})
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._take(socket, message.json())

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self._socket = socket
            for said in tuple(self._waiting.values()):
                await self._say(said)
        said = self._waiting.get(frame.get("id") or "")
        if said is None or said.acked.done():
            return
        if frame["type"] == "ack":
            said.acked.set_result(frame)
        elif frame["type"] == "error" and frame["code"] in _AGAIN:
            task = asyncio.create_task(self._say_later(said))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        elif frame["type"] == "error":
            said.acked.set_exception(GaveUp(f"send {frame['id']}: {frame['code']} {frame['detail']}"))

    async def _say_later(self, said: _Said) -> None:
        await asyncio.sleep(random.uniform(0.1, 0.5))
        if not said.acked.done():
            await self._say(said)

    async def _say(self, said: _Said) -> None:
        if self._socket is not None:
            with suppress(aiohttp.ClientError, OSError):  # the next connection says it again
                await self._socket.send_json(said.frame)
