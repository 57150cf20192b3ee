"""The hub and its sockets within the test's own process, with clients that check what they hear as they hear it."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from gateway_lab import give_token

from parley import db, eventlog
from parley.actor import Actor
from parley.bus.publish import Frame, publish
from parley.ids import StreamName, stream_name
from parley.queries.boot import get_boot
from parley.queries.stream import list_readable
from parley_gateway import hub as hubs
from parley_gateway.consumer import GatewayConsumer

PATIENCE_SECONDS = 60.0
_ROLE = db.statement('select role from "user" where id = %(user)s', db.value)


class Bus:
    """Publishes as the services do, but for what is to be lost, doubled, or held back and sent in reverse."""

    def __init__(self) -> None:
        self.plan: deque[str] = deque()
        self.held: list[Frame] = []

    def __call__(self, frames: list[Frame]) -> None:
        for frame in frames:
            match self.plan.popleft() if self.plan else "send":
                case "lose":
                    pass
                case "hold":
                    self.held.append(frame)
                case "twice":
                    publish([frame, frame])
                case _:
                    publish([frame])

    def free(self) -> None:
        held, self.held = self.held, []
        publish(held[::-1])


@asynccontextmanager
async def local_hub(bus: Bus) -> AsyncIterator[hubs.Hub]:
    """A fresh hub of this loop, fed by `bus`."""
    loop = asyncio.get_running_loop()
    before, eventlog.publish = eventlog.publish, bus
    hubs._hubs.pop(loop, None)
    try:
        yield hubs.hub()
    finally:
        eventlog.publish = before
        await hubs.hub().stop()
        hubs._hubs.pop(loop, None)


class Listener:
    """A person's client. It knows what must come next in each stream, and notes whatever else comes."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.me = stream_name("user", actor.user_id)
        self.cursors: dict[str, int] = {}
        self.epoch: str | None = None
        self.heard: list[tuple[str, int]] = []
        self.faults: list[str] = []
        self.resets: list[str | None] = []
        self.is_lost = True
        """Whether its cursors are worth nothing: it has to load a snapshot."""
        self.changing = asyncio.Lock()
        self._token = ""
        self._given: set[str] = set()
        self._heads: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._is_welcome = asyncio.Event()

    @property
    def is_open(self) -> bool:
        return self._task is not None and not self._task.done()

    async def open(self) -> None:
        """Go on from the cursors, or from a fresh snapshot where they are worth nothing."""
        self._token = self._token or await give_token(self.actor)
        if self.is_lost:
            role = await db.reader.one(_ROLE, user=self.actor.user_id)
            boot = await get_boot(db.reader, of=replace(self.actor, role=role or ""))
            self.cursors, self.epoch, self.is_lost = dict(boot.heads), boot.epoch, False
        self._given, self._said = set(self.cursors), asyncio.Queue()
        self._is_welcome.clear()
        scope = {
            "type": "websocket",
            "path": "/ws",
            "headers": [(b"authorization", f"Bearer {self._token}".encode())],
            "subprotocols": ["parley.v1"],
            "client": ("127.0.0.1", 1),
            "extensions": {},
        }
        self._said.put_nowait({"type": "websocket.connect"})
        hello = {"type": "hello", "epoch": self.epoch, "cursors": self.cursors}
        self._said.put_nowait({"type": "websocket.receive", "text": json.dumps(hello)})
        consumer: Any = GatewayConsumer.as_asgi()
        self._task = asyncio.create_task(consumer(scope, self._said.get, self._hear))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._is_welcome.wait()

    async def close(self) -> None:
        """The connection breaks, whatever is on its way."""
        task, self._task = self._task, None
        if task is not None:
            self._said.put_nowait({"type": "websocket.disconnect", "code": 1006})
            async with asyncio.timeout(PATIENCE_SECONDS):
                await task

    def forget(self, what: int) -> None:
        """Go back in some streams, and lose the cursors of others."""
        for number, name in enumerate(sorted(self.cursors)):
            if name != self.me and (number + what) % 4 == 0:
                del self.cursors[name]
            elif (number + what) % 3 == 0 and self.cursors[name] > 1:
                self.cursors[name] -= 1 + what % min(5, self.cursors[name] - 1)

    async def is_level(self) -> bool:
        """Whether it has everything that is its own, and nothing else."""
        role = await db.reader.one(_ROLE, user=self.actor.user_id)
        _, readable = await list_readable(db.reader, visible_to=replace(self.actor, role=role or ""))
        return not self.is_lost and self.cursors == {str(each.name): each.head for each in readable}

    # ---- what it hears ----

    async def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] != "websocket.send":
            return
        frame = json.loads(message["text"])
        match frame["type"]:
            case "welcome":
                self._heads = frame["heads"]
                for name in self._heads.keys() - self._given:
                    self.cursors[name] = self._heads[name]
                self._is_welcome.set()
            case "reset":
                self.resets.append(frame.get("stream"))
                self.is_lost = True
            case "event" if not self.is_lost:
                self._happened(frame)
            case "error" | "bye":
                self.faults.append(f"was told {frame}")
                self._is_welcome.set()

    def _happened(self, event: dict[str, Any]) -> None:
        stream, seq = event["stream"], event["seq"]
        self.heard.append((stream, seq))
        if stream not in self.cursors:
            self.faults.append(f"{stream} {seq}, which is not theirs")
            return
        if seq != self.cursors[stream] + 1:
            self.faults.append(f"{stream} {seq} after {self.cursors[stream]}")
        self.cursors[stream] = seq
        if stream == self.me and event["kind"] in ("member.joined", "member.left", "user.role_changed"):
            self._moved(event["kind"], seq, event["data"])

    def _moved(self, kind: str, seq: int, data: dict[str, Any]) -> None:
        """A stream became mine, or is mine no more."""
        name = data["stream"]
        if kind == "user.role_changed":
            kind = "member.left" if data["role"] == "guest" else "member.joined"
            if kind == "member.joined" and name in self.cursors:
                return  # it was mine before
        # What was missed may be old: the welcome knew how it ended.
        is_old = seq <= self._heads[self.me]
        if kind == "member.joined" and not (is_old and name in self._given):
            self.cursors[name] = data["after"] if is_old else max(self.cursors.get(name, 0), data["after"])
        elif kind == "member.left" and not (is_old and name in self._heads):
            self.cursors.pop(name, None)


def readable_later(log: list[dict[str, Any]], stream: StreamName, user: str) -> set[int]:
    """The seqs of a channel's events that a person could still read at some time after they happened.

    `log` is all of the workspace's, in the order in which it was written.
    """
    is_in, is_guest, kind = False, False, "private"
    could: list[tuple[int | None, bool]] = []
    for event in log:
        data, is_here = event["data"], event["stream"] == stream
        if event["kind"] in ("user.joined", "user.role_changed") and data["id"] == user:
            is_guest = data["role"] == "guest"
        elif is_here and event["kind"].startswith("channel."):
            kind = data["kind"]
        elif is_here and event["kind"].startswith("member.") and data["user"] == user:
            is_in = event["kind"] == "member.joined"
        could.append((event["seq"] if is_here else None, is_in or (kind == "public" and not is_guest)))
    last = max((place for place, (_, may) in enumerate(could) if may), default=-1)
    return {seq for seq, _ in could[: last + 1] if seq is not None}
