"""A gateway process of its own, clients that speak to it, and what happens to people meanwhile."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame

from parley import db, eventlog
from parley.actions.user.update import Changes, update_user
from parley.actor import Actor
from parley.clock import now
from parley.events import Channel, ILeft, MemberLeft, SessionEnded, TokenRevoked
from parley.ids import SessionId, TokenId, new_id, stream_name
from parley.models import Token
from parley.policies.session import auth_hash
from parley.queries.actor import hash_token
from parley.queries.channel import ChannelRow, get_channel
from parley.writes.session import Device, insert_session
from parley_local import ports

PATIENCE_SECONDS = 10.0
_START_SECONDS = 120.0
_ROOT = Path(__file__).parents[3]
_RUN = (
    "import runpy, sys; del sys.argv[0]; runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
)


class Gateway:
    """A process under uvicorn or daphne, started as `make up` starts it."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        *,
        server: str = "uvicorn",
        port: int | None = None,
        first: str = "",
    ) -> None:
        """`first` is Python that runs before the server."""
        self.port = port or ports.find_free()
        self.environment = {**environment, "PARLEY_GATEWAY_PORT": str(self.port)}
        self.log = log
        self.server = server
        self.first = first
        self.process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.environment['PARLEY_PORT']}"

    def start(self) -> Self:
        words = {
            "uvicorn": [
                *("uvicorn", "parley_gateway.asgi:application", "--host", "127.0.0.1"),
                *("--port", str(self.port), "--loop", "uvloop"),
                *("--http", "parley_gateway.under_uvicorn:Handshakes"),
                *("--ws", "parley_gateway.under_uvicorn:Frames", "--ws-max-size", "524288"),
                *("--ws-per-message-deflate", "false", "--no-access-log"),
                *("--log-level", "warning", "--timeout-graceful-shutdown", "10"),
            ],
            "daphne": [
                *("daphne", "-b", "127.0.0.1", "-p", str(self.port), "-v", "0"),
                "parley_gateway.asgi:application",
            ],
        }[self.server]
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"{self.first}\n{_RUN}", *words],
                env={**kept, **self.environment},
                cwd=_ROOT,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + _START_SECONDS
        while self.get("/readyz")[0] != 200:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return self

    @property
    def resident_bytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()


@dataclass(slots=True)
class Client:
    """A socket and what it has heard. Frames are taken in order; events are also kept apart by stream."""

    socket: ClientConnection
    welcome: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    @property
    def epoch(self) -> str:
        return self.welcome["epoch"]

    async def say(self, type: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type, **fields}, default=str))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            frame = json.loads(await self.socket.recv())
        self.heard.append(frame)
        if frame["type"] == "event":
            self.events.append(frame)
            self.last[frame["stream"]] = frame["seq"]
        return frame

    async def until(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Hear until a frame is it; that frame."""
        while True:
            frame = await self.hear()
            if is_it(frame):
                return frame

    async def answer(self, *types: str) -> dict[str, Any]:
        return await self.until(lambda frame: frame["type"] in types)

    async def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Say something with a ref and return its answer."""
        ref = new_id().hex
        await self.say(type, ref=ref, **fields)
        return await self.until(lambda frame: frame.get("ref") == ref)

    async def hello(self, **fields: Any) -> dict[str, Any]:
        await self.say("hello", **fields)
        self.welcome = await self.answer("welcome")
        return self.welcome

    async def hear_up_to(self, stream: str, seq: int) -> list[int]:
        """Hear until the stream's event `seq`; all its seqs heard so far."""
        while self.last.get(stream, 0) < seq:
            await self.hear()
        return self.seqs(stream)

    async def hear_everything(self) -> list[dict[str, Any]]:
        """What the server had said before it answers a ping."""
        before = len(self.heard)
        await self.ask("ping")
        return self.heard[before:-1]

    def seqs(self, stream: str) -> list[int]:
        return [event["seq"] for event in self.events if event["stream"] == stream]

    async def ended(self) -> tuple[int, list[dict[str, Any]]]:
        """Hear to the end; the close code and the last frames."""
        before = len(self.heard)
        try:
            while True:
                await self.hear()
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd is not None else 1006
            return code, self.heard[before:]


@asynccontextmanager
async def open_socket(gateway: Gateway, **options: Any) -> AsyncIterator[Client]:
    """A connection that has said nothing yet."""
    given = {"subprotocols": ["parley.v1"], "compression": None, "max_size": None, "proxy": None, **options}
    async with connect(gateway.url, **given) as socket:
        yield Client(socket)


async def raw(client: Client, *frames: Frame | bytes) -> None:
    """Frames as they are, one write each."""
    for frame in frames:
        client.socket.transport.write(frame if isinstance(frame, bytes) else frame.serialize(mask=True))
        await asyncio.sleep(0)


def as_browser(gateway: Gateway, key: str) -> dict[str, Any]:
    return {"origin": gateway.origin, "additional_headers": {"Cookie": f"parley_session={key}"}}


def as_program(token: str) -> dict[str, Any]:
    return {"additional_headers": {"Authorization": f"Bearer {token}"}}


@asynccontextmanager
async def greeted(
    gateway: Gateway,
    actor: Actor,
    *,
    cursors: Mapping[str, int] | None = None,
    epoch: str = "",
    **options: Any,
) -> AsyncIterator[Client]:
    """A program's socket that has its welcome."""
    async with open_socket(gateway, **as_program(await give_token(actor)), **options) as client:
        await client.hello(**({"cursors": dict(cursors), "epoch": epoch} if cursors is not None else {}))
        yield client


async def give_token(actor: Actor) -> str:
    return (await make_token(actor))[1]


async def make_token(actor: Actor) -> tuple[TokenId, str]:
    id, token = TokenId(new_id()), f"parley_{new_id().hex}"
    async with db.transaction() as tx:
        await tx.insert(
            Token(id=id, user_id=actor.user_id, name="test", hash=hash_token(token), created_at=now())
        )
    return id, token


_PASSWORD = db.statement("select password from account where id = %(id)s", db.value)


async def make_session(actor: Actor) -> tuple[SessionId, str]:
    password = await db.reader.one(_PASSWORD, id=actor.account_id)
    async with db.transaction() as tx:
        started = await insert_session(
            tx,
            account_id=actor.account_id or UUID(int=0),
            user_id=actor.user_id,
            auth_hash=auth_hash(password or ""),
            device=Device("test", None),
        )
    return started.id, started.key


async def remove(actor: Actor, channel: ChannelRow) -> None:
    """Take a member out, as the action does: the row, and both events."""
    async with db.transaction() as tx:
        mine = stream_name("user", actor.user_id)
        locked = await eventlog.lock(tx, mine, channel.stream)
        await tx.execute(
            "delete from membership where user_id = %(user)s and channel = %(stream)s",
            user=actor.user_id,
            stream=channel.stream_id,
        )
        who = {"channel": channel.id, "user": actor.user_id, "by": actor.user_id}
        await eventlog.append(tx, locked[channel.stream], "member.left", MemberLeft(**who), changes_acl=True)
        await eventlog.append(tx, locked[mine], "member.left", ILeft(**who, stream=channel.stream))


async def make_private(channel: ChannelRow) -> None:
    async with db.transaction() as tx:
        locked = await eventlog.lock(tx, channel.stream)
        await tx.execute("update channel set kind = 'private' where id = %(id)s", id=channel.id)
        data = Channel(**{**_fields(channel.wire()), "kind": "private"})
        await eventlog.append(tx, locked[channel.stream], "channel.updated", data, changes_acl=True)


async def end_session(actor: Actor, session: SessionId) -> None:
    async with db.transaction() as tx:
        mine = stream_name("user", actor.user_id)
        locked = await eventlog.lock(tx, mine)
        await tx.execute("delete from session where id = %(id)s", id=session)
        await eventlog.append(tx, locked[mine], "session.ended", SessionEnded(session=session))


async def revoke(actor: Actor, token: TokenId) -> None:
    async with db.transaction() as tx:
        mine = stream_name("user", actor.user_id)
        locked = await eventlog.lock(tx, mine)
        await tx.execute("update token set revoked_at = now() where id = %(id)s", id=token)
        await eventlog.append(tx, locked[mine], "token.revoked", TokenRevoked(token=token))


async def deactivate(actor: Actor) -> None:
    await update_user(actor=None, user_id=actor.user_id, changes=Changes(deactivated=True))


async def give_role(actor: Actor, role: str) -> None:
    await update_user(actor=None, user_id=actor.user_id, changes=Changes(role=role))


async def fresh(channel: ChannelRow, actor: Actor) -> ChannelRow:
    return await get_channel(db.reader, channel.id, visible_to=actor)


def up_to(seq: int, *, after: int = 0) -> list[int]:
    return list(range(after + 1, seq + 1))


def _fields(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
