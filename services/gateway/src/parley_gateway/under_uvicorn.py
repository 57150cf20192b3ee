"""What uvicorn (0.54) leaves open, closed: --http parley_gateway.under_uvicorn:Handshakes and --ws …:Frames.

Without them the gateway works; a peer that is slow on purpose then holds a connection, or memory, for longer.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import DATA_OPCODES, Frame

from parley import config
from parley_gateway.allowance import Allowance

HANDSHAKE_SECONDS = 10.0
FRAME_SECONDS = 20.0
_HEADER_BYTES = 64 * 1024
_UNSENT_BYTES = 256 * 1024
_FRAGMENTS = 1024
_GOODBYE_SECONDS = 5.0


class Handshakes(HttpToolsProtocol):
    """A request's head comes in time and is not endless, or the connection ends."""

    _deadline: TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._forget_head()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        if self._deadline is not None:
            self._head_bytes += len(data)
            if self._head_bytes > _HEADER_BYTES:
                self._forget_head()
                self.send_400_response("The request's head is too long.")
                return
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_head()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._head_bytes = 0
            self._deadline = self.loop.call_later(HANDSHAKE_SECONDS, self._too_late)

    def _forget_head(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        self._deadline = None
        self.transport.abort()


class Frames(WebSocketsSansIOProtocol):
    """Frames come in time, pings not without end and not from one who does not read, and fragments are kept small.

    It logs no peer's mistake as an error of ours.
    """

    frames: list[bytes]
    _rest: TimerHandle | None = (
        None  # runs while a frame, or a message of several, has begun and is not whole
    )
    _is_open = False  # a message has begun whose last fragment has not come

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        rate = config.current().frame_rate
        self._may_ping = Allowance(rate=rate, burst=10 * rate)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_rest()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        if self.handshake_complete and not self.close_sent:
            came = [event for event in self.conn.events if isinstance(event, Frame)]
            for frame in came:
                if frame.opcode in DATA_OPCODES:
                    self._is_open = not frame.fin
            if came and not self._is_open:
                self._forget_rest()
            elif self._rest is None:
                self._rest = self.loop.call_later(FRAME_SECONDS, self._too_slow)
        super().handle_events()

    def _forget_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _too_slow(self) -> None:
        self._rest = None
        if self.read_paused:  # we do not read: the rest may be here
            self._rest = self.loop.call_later(FRAME_SECONDS, self._too_slow)
        else:
            self._end(1008, "a frame did not come in time")

    def _end(self, code: int, reason: str) -> None:
        if not (self.close_sent or self.transport.is_closing()):
            self.conn.send_close(code, reason)
            self.handle_parser_exception()

    def handle_parser_exception(self) -> None:
        super().handle_parser_exception()
        # That closes once everything is sent: to one who does not read, never.
        self._forget_rest()
        self._rest = self.loop.call_later(_GOODBYE_SECONDS, self.transport.abort)

    def handle_ping(self) -> None:
        if self._may_ping.take():
            super().handle_ping()
        else:
            self._end(1008, "too many pings")
        if self.transport.get_write_buffer_size() > _UNSENT_BYTES:
            self.transport.abort()

    def handle_cont(self, event: Any) -> None:
        # The size of a message is bounded, but the number of its fragments is not: they may be empty.
        if len(self.frames) >= _FRAGMENTS:
            self.frames = [b"".join(self.frames)]
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_text(self.frames):
            self.frames = []
            self._end(1007, "frames are UTF-8")
            return
        super().send_receive_event_to_app()


def _is_text(parts: list[bytes]) -> bool:
    if len(parts) > 1:
        parts[:] = [b"".join(parts)]
    if not parts[0].isascii():
        try:
            parts[0].decode()
        except UnicodeDecodeError:
            return False
    return True
