"""What ASGI does not say of a socket: how much waits to be sent, and how to end one whose peer does not read.

Known: uvicorn 0.54 (sans-I/O protocol; its send waits while 64 KiB are unsent, and closing waits for all of it) and
daphne 4.2. With any other server a slow reader is only asked to close.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from parley_gateway import under_daphne

type Send = Callable[[Any], Awaitable[None]]  # an ASGI message

_GOING = (1000, 1001, 1005)  # done, leaving the page, and a close without a code


class Wire:
    """One connection, as its server has it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
        self._daphne = under_daphne.find_protocol(send)
        if self._daphne is not None:
            under_daphne.bound(self._daphne)

    async def text(self, text: str) -> None:
        """Send a frame; waits while the peer does not read."""
        await self._send({"type": "websocket.send", "text": text})
        if self._daphne is not None:
            await under_daphne.drained(self._daphne)

    async def close(self, code: int, reason: str) -> None:
        if self._daphne is not None:
            under_daphne.close(self._daphne, code, reason)
        else:
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def hold(self) -> None:
        """A frame is being handled: the next ones wait with their peer. uvicorn does so by itself."""
        if self._daphne is not None:
            under_daphne.hold(self._daphne)

    def release(self) -> None:
        if self._daphne is not None:
            under_daphne.release(self._daphne)

    @property
    def is_gone(self) -> bool:
        """Whether the connection has ended, which the consumer is told only when it comes to listen again."""
        if self._daphne is not None:
            return not self._daphne.transport.connected
        return hasattr(self._transport, "is_closing") and self._transport.is_closing()

    def was_closed(self, disconnect: Any) -> bool:
        """Whether the peer said that it goes. uvicorn knows no code of a lost connection, but gives it no reason."""
        is_told = self._daphne is not None or "reason" in disconnect
        return is_told and disconnect.get("code") in _GOING

    def abort(self) -> None:
        """End the connection now, whatever waits."""
        if self._daphne is not None:
            self._daphne.transport.abortConnection()
        elif hasattr(self._transport, "abort"):
            self._transport.abort()
