"""Connections that come in, bounded: uvicorn's protocol for HTTP, with a deadline and a length for what it waits for.

`uvicorn --http parley_api.inbound:BoundedProtocol`. uvicorn 0.54 by itself keeps a connection that says nothing for
ever, and takes a head of any length: 10 MB of headers were answered with 200. daphne bounds both by itself.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from parley.errors import ParleyError
from parley.ids import new_id
from parley_api import problem
from parley_api.errors import HeadTooLarge, MalformedRequest, TooSlow


class BoundedProtocol(HttpToolsProtocol):
    """A request's head has a deadline and a bound; so has what a client goes on to send after its answer."""

    most_head_bytes: ClassVar[int] = 64 << 10
    head_seconds: ClassVar[float] = 20.0
    linger_seconds: ClassVar[float] = 10.0

    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(self.head_seconds, self._tire)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        super().data_received(data)
        if self._in_head and not self._is_over:
            self._count(len(data))  # a header without an end is told to nobody until it has one

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._wait(self.head_seconds, self._tire)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._in_head, self._head_bytes = False, 0
        self._count(len(self.url) + sum(len(name) + len(value) for name, value in self.headers))
        if not self._is_over:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._is_over:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_waiting()
        if not self._is_over:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle is not None and self.cycle.more_body:
            # Its rest is read and dropped, so that the client comes to read the answer; but not for ever.
            self._wait(self.linger_seconds, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        self._refuse(MalformedRequest())

    def _count(self, more: int) -> None:
        self._head_bytes += more
        if self._head_bytes > self.most_head_bytes:
            self._refuse(HeadTooLarge())

    def _tire(self) -> None:
        if self._head_bytes:
            self._refuse(TooSlow())
        else:
            self.transport.close()

    def _refuse(self, error: ParleyError) -> None:
        """Answer by hand, for there is no request that the application could answer, and hang up."""
        self._is_over = True
        if self.cycle is None or self.cycle.response_complete:  # an answer under way can't be broken into
            response = problem.respond(error, new_id().hex)
            response["Content-Length"] = str(len(response.content))
            response["Connection"] = "close"
            lines = [STATUS_LINE[error.status], *(f"{k}: {v}\r\n".encode() for k, v in response.items())]
            self.transport.write(b"".join([*lines, b"\r\n", response.content]))
        # Closing with something unread resets the connection, and the client might not see the answer.
        self.transport.write_eof()
        self._wait(self.linger_seconds, self.transport.close)

    def _wait(self, seconds: float, call: Any) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, call)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
