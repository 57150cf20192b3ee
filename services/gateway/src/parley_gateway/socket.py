"""One open connection: who is behind it, which streams it gets, and what it is told."""

import asyncio
import random
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from parley import config
from parley.actor import Actor
from parley.errors import Busy, Unavailable
from parley.ids import StreamName
from parley.queries.socket import Ground
from parley_gateway.allowance import Allowance
from parley_gateway.attendance import LEAVE_SECONDS, TTL_SECONDS
from parley_gateway.credentials import Credentials, Identity
from parley_gateway.frames import Bye, Told, encode
from parley_gateway.outbox import Outbox, Parcel, parcel
from parley_gateway.refusals import refusal
from parley_gateway.room import Event, Place
from parley_gateway.wire import Wire

if TYPE_CHECKING:
    from parley_gateway.hub import Hub

log = structlog.get_logger()

IN_FLIGHT = 64
_SLOT_SECONDS = 2.0
_STALLED_SECONDS = 30.0
_ASKS, _ASKS_A_SECOND = 20, 2.0  # for presence: what scrolls by is asked for when it stands still

LOST = 1006
RESTART = 1012
TRY_AGAIN = 1013
UNAUTHENTICATED = 4401


class Socket:
    """Begins with `hello`. Whatever fails in its own work ends it: the client resumes by its cursors."""

    def __init__(self, hub: "Hub", wire: Wire, credentials: Credentials) -> None:
        self.hub = hub
        self.credentials = credentials
        self.wire = wire
        self.outbox = Outbox(wire)
        self.identity: Identity | None = None
        self.is_welcome = False
        self.is_closing = False
        self.is_listening = True  # what a peer had said before it went is still done
        self.reason = "closed"
        self.places: dict[StreamName, Place] = {}
        self.given: dict[StreamName, int] = {}  # how far streams went that it has left
        self.joined: dict[StreamName, int] = {}  # joins under way, with where they begin
        self.joining = asyncio.Lock()  # one change of its places at a time
        self.lane = asyncio.Lock()  # sends begin in the order of their frames
        self.posted_to: set[UUID] = set()
        self.typed_at: dict[StreamName, float] = {}
        self.presence = "active"  # until it says otherwise: it is there
        self.stays_seconds = TTL_SECONDS  # how long its user is there still, if it was their last
        self.watched = 0  # the people whose presence it is told, as a set of `people.People`
        self.wanted: tuple[UUID, ...] = ()  # a guest's, and of one to be judged again: all whom it asked for
        self.rights = 0  # how often whom it may see has changed
        self.asking = asyncio.Lock()  # one question after the other
        rate = config.current().frame_rate
        self.may_say = Allowance(rate=rate, burst=10 * rate)
        self.may_ask = Allowance(rate=_ASKS_A_SECOND, burst=_ASKS)
        self.frames_in = 0
        self.opened_at = time.monotonic()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._answers: set[asyncio.Task[None]] = set()
        self._work: set[asyncio.Task[None]] = set()
        self._writer = asyncio.get_running_loop().create_task(self._write(), name="socket-write")

    @property
    def me(self) -> Actor:
        """Who acts, once somebody has said hello."""
        return self._identity().actor

    @property
    def ground(self) -> Ground:
        """What that rests on."""
        return self._identity().ground

    def _identity(self) -> Identity:
        if self.identity is None:
            raise RuntimeError("nobody has said hello")
        return self.identity

    def become_guest(self) -> None:
        """Whatever is asked from now on is judged so, until what the role is now has been read."""
        identity = self._identity()
        self.identity = replace(identity, actor=replace(identity.actor, role="guest"))

    # ---- out ----

    def say(self, frame: Told) -> None:
        self.put(parcel(encode(frame)))

    def push(self, event: Event) -> None:
        self.put(event.parcel)

    def put(self, frame: Parcel) -> None:
        self.outbox.put(frame)
        if self.outbox.is_over and not self.is_closing:
            self.bye("slow", code=TRY_AGAIN, retry_after=random.uniform(0.1, 1.0), keep=0)

    def refuse(self, error: BaseException, *, ref: str | None = None, id: UUID | None = None) -> None:
        self.say(refusal(error, ref=ref, id=id))

    def bye(self, reason: str, *, code: int, retry_after: float, keep: int | None = None) -> None:
        """Say goodbye and end, once what waits is written: all of it, or the newest `keep` frames."""
        if self.is_closing:
            return
        self.outbox.put(parcel(encode(Bye(reason=reason, retry_after=round(retry_after, 2)))))
        self.close(code, reason, keep=None if keep is None else keep + 1)

    def end(self, reason: str, last: Event | None = None) -> None:
        """What the socket rested on is gone, as its `last` event says."""
        self.is_listening = False
        self.stays_seconds = 0.0
        if last is not None:
            self.outbox.put(last.parcel)
        self.bye(reason, code=UNAUTHENTICATED, retry_after=0, keep=0 if last is None else 1)

    def close(self, code: int, reason: str, *, keep: int | None = None) -> None:
        if self.is_closing:
            return
        self.is_listening = self.is_listening and code == LOST
        self.is_closing, self.reason = True, reason
        self.outbox.finish(code, reason, keep=keep)
        # Not now: this may be a room handing on to one place after the other.
        asyncio.get_running_loop().call_soon(self.hub.remove, self)

    async def _write(self) -> None:
        try:
            await self.outbox.run()
        except asyncio.CancelledError:
            raise
        except Exception:
            # However the server says that the connection is gone; its `websocket.disconnect` follows.
            self.close(LOST, "lost")

    def cut_if_stalled(self) -> None:
        """A reader that takes nothing at all for so long is not coming back."""
        if self.outbox.stalled_seconds() > _STALLED_SECONDS:
            self.close(TRY_AGAIN, "stalled", keep=0)
            self.wire.abort()

    # ---- work ----

    async def slot(self) -> None:
        """Wait for one of the places for frames in flight. Raises Busy."""
        try:
            async with asyncio.timeout(_SLOT_SECONDS):
                await self._slots.acquire()
        except TimeoutError:
            raise Busy(
                "Too many frames of this socket wait for their answers. Wait for some first."
            ) from None

    def answer(self, work: Coroutine[Any, Any, None], *, ref: str | None, id: UUID | None = None) -> None:
        """Run a handler in a slot; its error is the frame's answer."""

        async def run() -> None:
            try:
                await work
            except asyncio.CancelledError:
                raise
            except Exception as error:
                self.refuse(error, ref=ref, id=id)
            finally:
                self._slots.release()

        _keep(run(), self._answers)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what the socket itself has to do. A failure ends the socket, for nothing else would make it good."""

        async def run() -> None:
            try:
                await work
            except Unavailable:
                self.bye("unavailable", code=TRY_AGAIN, retry_after=random.uniform(1, 5))
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.error("gateway.defect", exc_info=error)
                self.bye("internal", code=1011, retry_after=random.uniform(1, 5))

        _keep(run(), self._work)

    async def rest(self) -> None:
        """Wait until nothing is in flight."""
        for _ in range(IN_FLIGHT):
            await self._slots.acquire()
        for _ in range(IN_FLIGHT):
            self._slots.release()

    def take_leave(self) -> None:
        """The peer has closed it, as pages do: it was not lost."""
        self.stays_seconds = min(self.stays_seconds, LEAVE_SECONDS)

    async def gone(self) -> None:
        """The connection has ended. What it had said is still done; its answers go nowhere."""
        self.is_closing = True
        self.hub.remove(self)
        self.outbox.finish(LOST, "gone", keep=0)
        tasks = [self._writer, *self._work]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _keep(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work, name="socket")
    tasks.add(task)
    task.add_done_callback(tasks.discard)
