"""The Channels consumer of /ws: from handshake to goodbye."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from parley.errors import Busy, Invalid, ParleyError, RateLimited, Unauthenticated, Unavailable
from parley_gateway import frames
from parley_gateway.credentials import identify
from parley_gateway.frames import Malformed, Said, decode
from parley_gateway.handlers.hello import handle_hello
from parley_gateway.handlers.ping import handle_ping
from parley_gateway.handlers.presence import handle_presence
from parley_gateway.handlers.read import handle_read
from parley_gateway.handlers.send import handle_send
from parley_gateway.handlers.typing import handle_typing
from parley_gateway.handlers.watch import handle_unwatch, handle_watch
from parley_gateway.handshake import MAX_SOCKETS, SUBPROTOCOL, Handshake, Strangers, judge, refuse
from parley_gateway.hub import hub
from parley_gateway.reads import reads
from parley_gateway.refusals import HelloFirst
from parley_gateway.socket import TRY_AGAIN, UNAUTHENTICATED, Socket
from parley_gateway.wire import Wire

log = structlog.get_logger()

HELLO_SECONDS = 5.0
_BAD_FRAMES, _BAD_SECONDS = 10, 60.0
_REFUSED, _FLOOD_SECONDS = 500, 10.0  # frames that came too fast, without a pause of so long
_TOO_LATE, _TOO_BIG, _POLICY = 4408, 1009, 1008

type Handler = Callable[[Socket, Any], Coroutine[Any, Any, None]]

# Done in the order of their frames, before the next is read: they wait for nothing long.
_AT_ONCE: dict[type[Said], Handler] = {
    frames.Ping: handle_ping,
    frames.Read: handle_read,
    frames.Typing: handle_typing,
}
# Begun in the order of their frames; several of a socket may wait for their ends.
_IN_FLIGHT: dict[type[Said], Handler] = {
    frames.Presence: handle_presence,
    frames.Send: handle_send,
    frames.Unwatch: handle_unwatch,
    frames.Watch: handle_watch,
}

_strangers = Strangers()


class GatewayConsumer(AsyncWebsocketConsumer):
    """One socket. The hub has the process' one channel of the layer, so the consumer takes none of its own."""

    channel_layer_alias = ""
    socket: Socket | None = None
    handshake: Handshake | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._is_stranger = False
        self._deadline: asyncio.TimerHandle | None = None
        self._began = 0.0
        self._refused, self._refused_at = 0, 0.0
        self._bad: deque[float] = deque(maxlen=_BAD_FRAMES)
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._end()

    async def dispatch(self, message: Any) -> None:
        # Channels' own looks for old connections of Django's ORM before each message, in a thread; we have none.
        await getattr(self, get_handler_name(message))(message)

    # ---- handshake ----

    async def websocket_connect(self, message: Any) -> None:
        self._hub = hub()
        await self._hub.start()
        try:
            self.handshake = await self._admit()
        except ParleyError as error:
            log.info("socket.refused", code=error.code)
            await refuse(self.scope, self.base_send, error)
            return
        await self.accept(SUBPROTOCOL)
        self._began = time.monotonic()
        self._await_hello()

    async def _admit(self) -> Handshake:
        """Raises SubprotocolMissing, WrongOrigin, Invalid, RateLimited, Busy, Unavailable."""
        if self._hub.is_draining:
            raise Unavailable("This server is about to restart.", retry_after=1)
        if len(self._hub.connected) >= MAX_SOCKETS:
            raise Busy("This server has as many sockets as it takes.", retry_after=5)
        handshake = judge(self.scope)
        wire = Wire(self.base_send)
        async with self._hub.admitting:
            _require_there(wire)
            identity = await identify(handshake.credentials)
        if identity is None:  # hello may bring a token; until then it is a stranger
            _strangers.admit(handshake.host)
            self._is_stranger = True
        self.socket = Socket(self._hub, wire, handshake.credentials)
        self.socket.identity = identity
        self._hub.connect(self.socket)
        return handshake

    def _await_hello(self) -> None:
        left = max(0.0, self._began + HELLO_SECONDS - time.monotonic())
        self._deadline = asyncio.get_running_loop().call_later(left, self._too_late)

    def _too_late(self) -> None:
        if self.socket is not None:
            self.socket.close(_TOO_LATE, "hello did not come in time")

    # ---- frames ----

    async def websocket_receive(self, message: Any) -> None:
        socket = self.socket
        if socket is None or not socket.is_listening or self._hub.is_draining:
            return
        socket.wire.hold()
        try:
            await self._take(socket, message)
        finally:
            socket.wire.release()

    async def _take(self, socket: Socket, message: Any) -> None:
        socket.frames_in += 1
        text = message.get("text")
        try:
            if text is None:
                raise Malformed("Frames are JSON text, not binary.")
            if _is_too_big(text):
                socket.close(_TOO_BIG, "a frame has at most 512 KiB")
                return
            frame = decode(text)
        except Malformed as error:
            self._note_bad(socket, error)
            return
        if socket.may_say.take():
            await self._handle(socket, frame)
        else:
            self._note_flood(socket, frame)

    async def _handle(self, socket: Socket, frame: Said) -> None:
        ref, id = frame.ref, getattr(frame, "id", None)
        try:
            if isinstance(frame, frames.Hello):
                await self._greet(socket, frame)
            elif not socket.is_welcome:
                raise HelloFirst
            elif (handler := _AT_ONCE.get(type(frame))) is not None:
                await handler(socket, frame)
            else:
                await socket.slot()
                socket.answer(_IN_FLIGHT[type(frame)](socket, frame), ref=ref, id=id)
        except Exception as error:
            socket.refuse(error, ref=ref, id=id)

    async def _greet(self, socket: Socket, frame: frames.Hello) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        try:
            async with self._hub.greeting.turn(), asyncio.timeout(HELLO_SECONDS * 2):
                _require_there(socket.wire)
                await handle_hello(socket, frame)
        except Unauthenticated as error:
            socket.refuse(error, ref=frame.ref)
            socket.close(UNAUTHENTICATED, "unauthenticated")
        except (Unavailable, TimeoutError):
            socket.bye("unavailable", code=TRY_AGAIN, retry_after=random.uniform(1, 5))
        except Invalid:
            self._await_hello()  # it may mend its hello, in what is left of the time
            raise
        else:
            self._no_stranger()

    def _note_bad(self, socket: Socket, error: Malformed) -> None:
        socket.refuse(error)
        now = time.monotonic()
        if len(self._bad) == _BAD_FRAMES and now - self._bad[0] < _BAD_SECONDS:
            socket.close(_POLICY, "too many frames that can't be read")
        self._bad.append(now)

    def _note_flood(self, socket: Socket, frame: Said) -> None:
        now = time.monotonic()
        self._refused = self._refused + 1 if now - self._refused_at < _FLOOD_SECONDS else 1
        self._refused_at = now
        if self._refused > _REFUSED:
            socket.bye("flood", code=_POLICY, retry_after=random.uniform(5, 10))
        else:
            socket.refuse(RateLimited(retry_after=1), ref=frame.ref, id=getattr(frame, "id", None))

    # ---- end ----

    async def websocket_disconnect(self, message: Any) -> None:
        if self.socket is not None and not self.socket.is_closing and self.socket.wire.was_closed(message):
            self.socket.take_leave()
        raise StopConsumer

    def _no_stranger(self) -> None:
        if self._is_stranger and self.handshake is not None:
            self._is_stranger = False
            _strangers.forget(self.handshake.host)

    async def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._no_stranger()
        socket, self.socket = self.socket, None
        if socket is None:
            return
        reads().flush(socket)
        await socket.gone()
        self._hub.disconnect(socket)
        log.info(
            "socket",
            user=str(socket.me.user_id) if socket.identity is not None else None,
            reason=socket.reason,
            seconds=round(time.monotonic() - socket.opened_at, 3),
            frames_in=socket.frames_in,
            frames_out=socket.outbox.frames,
        )


def _require_there(wire: Wire) -> None:
    """Raises Busy. Who has given up waiting comes again: read for both, and those who wait would all give up, too."""
    if wire.is_gone:
        raise Busy("The connection has ended.")


def _is_too_big(text: str) -> bool:
    limit = frames.MAX_FRAME_BYTES
    return len(text) > limit or (4 * len(text) > limit and len(text.encode()) > limit)
