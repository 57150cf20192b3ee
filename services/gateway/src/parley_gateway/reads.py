"""Merges `read` frames: at most one write a second for a person and channel, and the last one always."""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from parley.actions.read.move import move_read
from parley.actor import Actor
from parley.errors import Busy
from parley.ids import ChannelId, UserId
from parley_gateway.frames import Ack, ref_of
from parley_gateway.socket import Socket

_EVERY_SECONDS = 1.0
_ASKERS = 256  # for a person and channel: whoever reads faster is told to wait
_PENDING = 5_000
_WRITING = 4  # at once, so that the pool has connections for others


@dataclass(slots=True)
class _Pending:
    """What waits to be written, and who waits for it."""

    actor: Actor
    seq: int = 0
    askers: list[tuple[Socket, str | None]] = field(default_factory=list)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)


class Reads:
    """One writer a person and channel, for as long as there is something to write, and a second longer."""

    def __init__(self, every_seconds: float = _EVERY_SECONDS) -> None:
        self._every_seconds = every_seconds
        self._pending: dict[tuple[UserId, ChannelId], _Pending] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = asyncio.Semaphore(_WRITING)

    def note(self, socket: Socket, channel: ChannelId, seq: int, ref: str | None) -> None:
        """Raises Busy."""
        key = (socket.me.user_id, channel)
        pending = self._pending.get(key)
        if pending is None:
            if len(self._pending) >= _PENDING:
                raise Busy("Too many reads wait to be written.")
            pending = self._pending[key] = _Pending(socket.me)
            task = asyncio.get_running_loop().create_task(self._run(key, pending), name="read")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(pending.askers) >= _ASKERS:
            raise Busy("Too many reads of this channel wait to be written.")
        pending.actor = socket.me
        pending.seq = max(pending.seq, seq)
        pending.askers.append((socket, ref))

    def flush(self, socket: Socket) -> None:
        """A socket ends: what it has read is written now."""
        for pending in self._pending.values():
            if any(asker is socket for asker, _ in pending.askers):
                pending.hurry.set()

    async def finish(self) -> None:
        """Write everything now: the process ends."""
        for pending in self._pending.values():
            pending.hurry.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, key: tuple[UserId, ChannelId], pending: _Pending) -> None:
        try:
            while pending.askers:
                pending.hurry.clear()
                async with self._writing:
                    await self._write(key[1], pending)
                try:
                    async with asyncio.timeout(self._every_seconds):
                        await pending.hurry.wait()
                except TimeoutError:
                    pass
        finally:
            del self._pending[key]

    async def _write(self, channel: ChannelId, pending: _Pending) -> None:
        askers, pending.askers = pending.askers, []
        try:
            seq = await move_read(actor=pending.actor, channel_id=channel, seq=pending.seq)
        except Exception as error:  # told to each who asked, as an error frame
            for socket, ref in askers:
                socket.refuse(error, ref=ref)
        else:
            for socket, ref in askers:
                socket.say(Ack(ref=ref_of(ref), seq=seq))


_reads: WeakKeyDictionary[asyncio.AbstractEventLoop, Reads] = WeakKeyDictionary()


def reads() -> Reads:
    """The running loop's."""
    loop = asyncio.get_running_loop()
    found = _reads.get(loop)
    if found is None:
        found = _reads[loop] = Reads()
    return found
