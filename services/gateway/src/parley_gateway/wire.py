"""What ASGI does not say of a socket: how much waits to be sent, and how to end one whose peer does not read.

Known: uvicorn 0.54 (sans-I/O protocol; its send waits while 64 KiB are unsent, and closing waits for all of it) and
daphne 4.2 (its send never waits). With any other server a slow reader is only asked to close.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

type Send = Callable[[Any], Awaitable[None]]  # an ASGI message

_UNSENT_BYTES = 64 * 1024
_POLL_SECONDS = 0.05
_GOING = (1000, 1001, 1005)  # done, leaving the page, and a close without a code


class Wire:
    """The sending side of one connection."""

    def __init__(self, send: Send) -> None:
        self._send = send
        owner = send.args[0] if isinstance(send, partial) and send.args else getattr(send, "__self__", None)
        self._transport: Any = getattr(owner, "transport", None)
        self._is_twisted = hasattr(self._transport, "abortConnection")

    async def text(self, text: str) -> None:
        """Send a frame; waits while the peer does not read."""
        await self._send({"type": "websocket.send", "text": text})
        while self._is_twisted and _unsent(self._transport) > _UNSENT_BYTES:  # noqa: ASYNC110 (Twisted has no event)
            await asyncio.sleep(_POLL_SECONDS)

    async def close(self, code: int, reason: str) -> None:
        if self._is_twisted and code < 3000:
            code += (
                3000  # autobahn lets applications close with 1000 and 3000 to 4999 only: 1012 is 4012 there
            )
        await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def was_closed(self, disconnect: Any) -> bool:
        """Whether the peer said that it goes. uvicorn knows no code of a lost connection, but gives it no reason."""
        is_told = self._is_twisted or "reason" in disconnect
        return is_told and disconnect.get("code") in _GOING

    def abort(self) -> None:
        """End the connection now, whatever waits."""
        if self._is_twisted:
            self._transport.abortConnection()
        elif hasattr(self._transport, "abort"):
            self._transport.abort()


def _unsent(transport: Any) -> int:
    # Twisted keeps its unsent bytes in two places and counts them nowhere in public.
    return len(transport.dataBuffer) - transport.offset + transport._tempDataLen
