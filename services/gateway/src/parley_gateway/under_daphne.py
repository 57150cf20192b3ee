"""What daphne (4.2, autobahn 25) leaves open, mended on its connections: bounds, back-pressure, codes, refusals.

It has no lifespan either: the hub starts with the first socket, drain.py goes in front of its signal handlers, and
what is open at the end the operating system closes.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from parley import config
from parley_gateway.allowance import Allowance
from parley_gateway.frames import MAX_FRAME_BYTES

FRAME_SECONDS = 20.0
_UNSENT_BYTES = 64 * 1024
_POLL_SECONDS = 0.05


def find_protocol(send: Any) -> Any:
    """daphne's connection behind the `send` of an ASGI application; None under any other server."""
    owner = send.args[0] if isinstance(send, partial) and send.args else None
    return owner if hasattr(getattr(owner, "transport", None), "abortConnection") else None


def bound(protocol: Any) -> None:
    """Hold a connection to our limits; before it is accepted."""
    # autobahn's own limit of a message holds for what we send, too, and a welcome may be larger.
    protocol.maxMessagePayloadSize = protocol.maxFramePayloadSize = 0
    protocol.onMessageFrameBegin = partial(_begin_frame, protocol, protocol.onMessageFrameBegin)
    protocol.onMessageEnd = partial(_end_message, protocol, protocol.onMessageEnd)
    protocol.is_held, protocol.rest = False, None
    protocol.failByDrop = False  # say why, then close
    rate = config.current().frame_rate
    protocol.onPing = partial(_answer_ping, protocol, Allowance(rate=rate, burst=10 * rate))


def _begin_frame(protocol: Any, begin: Callable[[int], None], length: int) -> None:
    begin(length)
    if protocol.rest is None:
        _await_rest(protocol)
    size = protocol.message_data_total_length
    if size > MAX_FRAME_BYTES and not protocol.failedByMe:
        protocol._max_message_size_exceeded(size, MAX_FRAME_BYTES, "a frame has at most 512 KiB")


def _end_message(protocol: Any, end: Callable[[], None]) -> None:
    protocol.rest.cancel()
    protocol.rest = None
    end()


def _await_rest(protocol: Any) -> None:
    protocol.rest = asyncio.get_running_loop().call_later(FRAME_SECONDS, _too_slow, protocol)


def _too_slow(protocol: Any) -> None:
    if protocol.is_held:  # we do not read: the rest may be here
        _await_rest(protocol)
    else:
        _fail(protocol, 1008, "a frame did not come in time")


def _fail(protocol: Any, code: int, reason: str) -> None:
    """Say why, and hear nothing more."""
    if protocol.state == protocol.STATE_OPEN:
        protocol._fail_connection(code, reason)


def _answer_ping(protocol: Any, may_ping: Allowance, payload: bytes) -> None:
    if unsent(protocol) > _UNSENT_BYTES:
        protocol.transport.abortConnection()  # it asks and does not read: its answers would pile up
    elif not may_ping.take():
        _fail(protocol, 1008, "too many pings")
    else:
        protocol.sendPong(payload)


def unsent(protocol: Any) -> int:
    """Twisted keeps its unsent bytes in two places and counts them nowhere in public."""
    transport = protocol.transport
    return len(transport.dataBuffer) - transport.offset + transport._tempDataLen


async def drained(protocol: Any) -> None:
    """Wait while the peer does not read: daphne's send never does."""
    while unsent(protocol) > _UNSENT_BYTES:  # noqa: ASYNC110 (Twisted has no event)
        await asyncio.sleep(_POLL_SECONDS)


def hold(protocol: Any) -> None:
    """Read nothing more from the peer: daphne would put it into a queue without a bound."""
    protocol.is_held = True
    protocol.transport.pauseProducing()


def release(protocol: Any) -> None:
    """Read on once what has come is taken."""
    if protocol.application_queue.empty():
        protocol.is_held = False
        protocol.transport.resumeProducing()


def close(protocol: Any, code: int, reason: str) -> None:
    """With any code: autobahn lets applications use 1000 and 3000 to 4999 only."""
    if protocol.state == protocol.STATE_OPEN:
        protocol.sendCloseFrame(code=code, reasonUtf8=reason.encode(), isReply=False)


def refuse_with(protocol: Any, response: bytes) -> None:
    """Answer a handshake that is refused next with this instead of a bare 403."""
    protocol.sendHttpErrorResponse = lambda code, reason, headers=None: protocol.sendData(response)
