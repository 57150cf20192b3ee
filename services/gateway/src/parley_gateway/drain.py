"""SIGTERM: every socket gets its goodbye before the server closes anything (law 10).

uvicorn closes all connections itself before it tells the application, and daphne cancels it; both set their
handlers before they serve. So ours goes in front of theirs at the first thing that is served, and calls theirs when
the sockets are gone.
"""

import asyncio
import random
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import structlog

from parley_gateway.hub import Hub, hub
from parley_gateway.reads import reads
from parley_gateway.socket import RESTART

log = structlog.get_logger()

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_FINISH_SECONDS = 3.0  # for what is in flight
_LEAVE_SECONDS = 2.0  # for goodbyes to be written and answered
_RETRY_SECONDS = (0.5, 10.0)

type Handler = Callable[[int, FrameType | None], Any]

_is_installed = False


def install() -> None:
    """Go in front of the server's handlers; once a process, with its loop running."""
    global _is_installed
    if _is_installed or threading.current_thread() is not threading.main_thread():
        return
    _is_installed = True
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _in_front_of(before, loop))


def _in_front_of(before: Handler, loop: asyncio.AbstractEventLoop) -> Handler:
    def handle(number: int, frame: FrameType | None) -> None:
        if _task is not None:
            before(number, frame)  # a second signal does not wait
        else:
            loop.call_soon_threadsafe(begin, lambda: before(number, frame))

    return handle


_task: asyncio.Task[None] | None = None


def begin(then: Callable[[], Any]) -> None:
    """Drain, then call `then`."""
    global _task
    if _task is not None:
        return

    async def run() -> None:
        try:
            await drain(hub())
        finally:
            then()

    _task = asyncio.get_running_loop().create_task(run(), name="drain")


async def drain(of: Hub) -> None:
    """Take nothing new, end what is in flight, say goodbye to everybody. Takes 6 s at most."""
    of.is_draining = True
    sockets = tuple(of.connected)
    log.info("gateway.draining", sockets=len(sockets))
    with suppress(TimeoutError):
        async with asyncio.timeout(_FINISH_SECONDS):
            await asyncio.gather(reads().finish(), *(socket.rest() for socket in sockets))
    for socket in sockets:
        socket.bye("restart", code=RESTART, retry_after=random.uniform(*_RETRY_SECONDS))
    with suppress(TimeoutError):
        async with asyncio.timeout(_LEAVE_SECONDS):
            await of.is_empty.wait()
    await of.presence.say_farewell()
    log.info("gateway.drained", left=len(of.connected))
