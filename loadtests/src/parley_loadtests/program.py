"""A program that talks to Parley as any would, by HTTP with a token; it repeats until it is answered."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from parley.ids import new_id

PATIENCE_SECONDS = 90.0
_LONGEST_PAUSE_SECONDS = 2.0
_AGAIN = (429, 500, 502, 503)


class GaveUp(Exception):
    """The server refused, or did not come back in time."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the server promised of a message, and when by the monotonic clock."""

    id: str
    seq: int
    body: str
    channel: str
    asked_at: float
    at: float


@dataclass(slots=True)
class Program:
    """One token's client. Requests are repeated, with the same id, until they are answered."""

    http: aiohttp.ClientSession
    url: Callable[[], str]
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str) -> Any:
        return await self.ask("GET", path)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        return await self.ask("POST", path, body)

    async def send(self, channel: str, body: str, *, id: str | None = None) -> Acknowledged:
        """Post a message once, whatever happens to the server meanwhile. Raises GaveUp."""
        message, asked_at = id or str(new_id()), time.monotonic()
        answer = await self.post(f"/channels/{channel}/messages", {"id": message, "body": body})
        return Acknowledged(message, answer["seq"], body, channel, asked_at, time.monotonic())

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer's JSON, None of an empty one. Raises GaveUp."""
        deadline, said = time.monotonic() + PATIENCE_SECONDS, Counter[str]()
        while time.monotonic() < deadline:
            try:
                async with self.http.request(
                    method, f"{self.url()}/api/v1{path}", json=body, headers=self.headers
                ) as answer:
                    if answer.status == 204:
                        return None
                    if answer.status < 300:
                        return await answer.json()
                    said[f"{answer.status} {await answer.text()}"] += 1
                    if answer.status not in _AGAIN:
                        break
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                said[repr(error)] += 1
            # Longer each time: a server that is slow is not helped by those who ask again at once.
            await asyncio.sleep(random.uniform(0.5, 1) * min(_LONGEST_PAUSE_SECONDS, 0.1 * 2 ** said.total()))
        answers = ", ".join(f"{count} x {what}" for what, count in said.most_common(5))
        raise GaveUp(f"{method} {path}: {answers or 'no answer'}")
