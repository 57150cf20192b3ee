"""Notes that sessions and tokens are in use, outside of the request that shows it."""

import asyncio
from datetime import timedelta
from weakref import WeakKeyDictionary

import structlog

from parley.actions.session.touch import touch_session
from parley.clock import now
from parley.errors import Unavailable
from parley.queries.actor import SignedIn

log = structlog.get_logger()

_EVERY = timedelta(minutes=1)
_AT_ONCE = 32


class Touches:
    """One a loop: owns the small writes, at most 32 at once; one more is left for the next request."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: set[object] = set()

    def note(self, signed_in: SignedIn) -> None:
        if signed_in.seen_at is not None and now() - signed_in.seen_at < _EVERY:
            return
        key = signed_in.actor.session_id or signed_in.actor.token_id
        if key in self._under_way or len(self._tasks) >= _AT_ONCE:
            return
        self._under_way.add(key)
        task = asyncio.get_running_loop().create_task(self._touch(signed_in, key), name="touch")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _touch(self, signed_in: SignedIn, key: object) -> None:
        try:
            await touch_session(actor=signed_in.actor)
        except Unavailable as error:
            log.warning("session.touch_failed", error=error.code)
        finally:
            self._under_way.discard(key)

    async def close(self) -> None:
        """Wait for those under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


_touches: WeakKeyDictionary[asyncio.AbstractEventLoop, Touches] = WeakKeyDictionary()


def touches() -> Touches:
    """The running loop's."""
    return _touches.setdefault(asyncio.get_running_loop(), Touches())
