"""What uvicorn (0.54) leaves open, closed: --http parley_gateway.under_uvicorn:Handshakes and --ws …:Frames.

Without them the gateway works; a peer that is slow on purpose then holds a connection, or memory, for longer.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HANDSHAKE_SECONDS = 10.0
_HEADER_BYTES = 64 * 1024
_UNSENT_BYTES = 256 * 1024
_FRAGMENTS = 1024


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
    """Answers no ping that nobody reads, keeps fragments small, and logs no peer's mistake as an error of ours."""

    frames: list[bytes]

    def handle_ping(self) -> None:
        super().handle_ping()
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
            if not self.close_sent:
                self.conn.send_close(1007, "frames are UTF-8")
                self.handle_parser_exception()
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
