"""The hub of this process: which streams have sockets here, and one subscription for each."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from msgspec import convert

from parley import config, db
from parley.bus.publish import PREFIX, group
from parley.ids import StreamId, StreamName
from parley.queries.stream import Readable, get_heads
from parley.signals import Presence as Report
from parley.turns import Turns
from parley_gateway import compare, fill, recheck
from parley_gateway.epoch import see_epoch
from parley_gateway.layer import StreamLayer
from parley_gateway.obey import obey
from parley_gateway.outbox import Parcel, parcel
from parley_gateway.presence import Presence
from parley_gateway.room import Event, Place, Room

if TYPE_CHECKING:
    from parley_gateway.socket import Socket

log = structlog.get_logger()

# A room that nobody is in stays a little: pages are reloaded, sockets come back.
_EMPTY_SECONDS = 10.0
# Joins and catch-ups that read at once: fewer than the pool has connections, so that other reads get theirs.
_READING = 6
# Handshakes apart from them: a thousand that come at once must not stand before those who have been let in.
_ADMITTING = 2
_RESTART_SECONDS = 1.0


class Hub:
    """Rooms by stream, sockets by user, and the tasks that keep them right."""

    def __init__(self) -> None:
        self.layer = StreamLayer(
            hosts=[str(config.current().redis_url)],
            prefix=PREFIX,
            on_disconnect=self._hurry,
            on_reconnect=self._come_back,
        )
        self.rooms: dict[StreamName, Room] = {}
        self.rooms_by_id: dict[StreamId, Room] = {}
        self.connected: set[Socket] = set()  # also those that have not said hello
        self.is_empty = asyncio.Event()
        self.is_empty.set()
        self.sockets: set[Socket] = set()
        self.users: dict[UUID, set[Socket]] = {}
        self.presence = Presence(self)
        self.epoch: str | None = None
        self.missing: set[Room] = set()
        self.has_missing = asyncio.Event()
        self.hurry = asyncio.Event()  # compare now, for Redis went or came
        self.reading = asyncio.Semaphore(_READING)
        self.admitting = asyncio.Semaphore(_ADMITTING)
        # After a restart everybody comes back at once, and each hello reads several times. With all of them under way,
        # each of its reads waits behind those of all the others, and every one is given up before the first is through.
        self.greeting = Turns(at_once=16, waiting=2_000, patience_seconds=30)
        self.suspects: set[Room] = set()  # rooms that may be beyond the log's heads
        self.is_draining = False
        self._discarded: set[StreamName] = set()
        self.channel = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._started: asyncio.Task[None] | None = None

    # ---- life ----

    async def start(self) -> None:
        """Once a process; any number may call it."""
        if self._started is None:
            self._started = asyncio.get_running_loop().create_task(self._start(), name="hub-start")
        await asyncio.shield(self._started)

    async def _start(self) -> None:
        self.channel = await self.layer.new_channel()
        self.supervise("hub-receive", self._receive)
        self.supervise("hub-fill", lambda: fill.fill_for_ever(self))
        self.supervise("hub-compare", lambda: compare.compare_for_ever(self))
        self.supervise("hub-recheck", lambda: recheck.recheck_for_ever(self))
        self.supervise("hub-presence", self.presence.run)

    async def stop(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.layer.flush()

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something that the hub owns."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def supervise(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run something that never ends; what fails is logged and begins again."""

        async def run() -> None:
            while True:
                try:
                    await work()
                except Exception as error:
                    log.error("gateway.task_failed", task=name, exc_info=error)
                    await asyncio.sleep(_RESTART_SECONDS)

        self.spawn(name, run())

    def _hurry(self) -> None:
        self.hurry.set()

    def _come_back(self) -> None:
        self.hurry.set()
        self.presence.come_back()

    # ---- sockets ----

    def connect(self, socket: "Socket") -> None:
        self.connected.add(socket)
        self.is_empty.clear()

    def disconnect(self, socket: "Socket") -> None:
        self.connected.discard(socket)
        if not self.connected:
            self.is_empty.set()

    def add(self, socket: "Socket") -> None:
        """Know a socket whose user is known; before it enters any room, for rights end by user."""
        self.sockets.add(socket)
        self.users.setdefault(socket.me.user_id, set()).add(socket)
        self.presence.here.touch(socket.me.user_id)

    def remove(self, socket: "Socket") -> None:
        """Take a socket out of everything; it may never have been in anything."""
        self.sockets.discard(socket)
        if socket.identity is not None and (mine := self.users.get(socket.me.user_id)) is not None:
            mine.discard(socket)
            self.presence.here.touch(socket.me.user_id)
            if not mine:
                del self.users[socket.me.user_id]
                self.presence.here.leave(socket.me.user_id, seconds=socket.stays_seconds)
        for place in tuple(socket.places.values()):
            place.room.leave(place)
        socket.places.clear()

    async def enter(self, socket: "Socket", streams: Iterable[Readable]) -> None:
        """Put a socket into rooms, held back; returns when each is subscribed, or Redis is known to be down.

        Raises Busy, Unavailable.
        """
        rooms = []
        for stream in streams:
            room = self.rooms.get(stream.name) or self._make(stream)
            socket.places[stream.name] = room.enter(socket, is_watching=not stream.is_mine)
            rooms.append(room)
        if new := [room for room in rooms if not room.is_open and room.opening is None]:
            opening = self.spawn("room-open", self._open(new))
            # Its error is for those who wait below; where all have gone, nobody asks for it.
            opening.add_done_callback(lambda task: task.cancelled() or task.exception())
            for room in new:
                room.opening = opening
        # A socket that goes does not take with it what others wait for.
        for opening in {room.opening for room in rooms if not room.is_open and room.opening is not None}:
            await asyncio.shield(opening)

    def leave(self, socket: "Socket", name: StreamName) -> None:
        place = socket.places.pop(name, None)
        if place is not None:
            place.room.leave(place)
            socket.given[name] = place.after

    def _make(self, stream: Readable) -> Room:
        room = Room(stream.name, stream.id, on_event=self._on_event, on_missing=self.request_fill)
        self.rooms[room.name] = self.rooms_by_id[room.id] = room
        return room

    async def _open(self, rooms: list[Room]) -> None:
        try:
            groups = (self.layer.group_add(group(room.name), self.channel) for room in rooms)
            await asyncio.gather(*groups)
            heads = await get_heads(db.reader, [room.id for room in rooms])
        finally:
            for room in rooms:
                room.opening = None
        for room in rooms:
            if self.rooms.get(room.name) is room:
                room.open(heads.get(room.id, 0))

    async def sweep(self) -> None:
        """Cut off who does not read; give up the subscriptions of rooms that nobody is in."""
        for socket in tuple(self.connected):
            socket.cut_if_stalled()
        before = time.monotonic() - _EMPTY_SECONDS
        for room in tuple(self.rooms.values()):
            if not room.places and room.opening is None and room.empty_since < before:
                self.drop(room)
        while self._discarded:
            name = self._discarded.pop()
            if name not in self.rooms:  # else it has been wanted again
                await self.layer.group_discard(group(name), self.channel)

    def drop(self, room: Room) -> None:
        """Forget a room; its subscription goes with the next sweep, unless it is wanted again."""
        room.close()
        del self.rooms[room.name]
        self.rooms_by_id.pop(room.id, None)
        self.missing.discard(room)
        self._discarded.add(room.name)

    def see_epoch(self, epoch: str) -> None:
        see_epoch(self, epoch)

    # ---- what comes from the bus ----

    async def _receive(self) -> None:
        while True:
            message = await self.layer.receive(self.channel)
            if message["type"] == "presence.report":
                self.presence.hear(convert(message, Report))
                continue
            room = self.rooms.get(message.get("stream"))
            if room is None:
                continue
            if message["type"] == "stream.event":
                text = message["frame"].decode()
                room.receive(Event(room.name, message["seq"], message["kind"], parcel(text)))
            elif message["type"] == "stream.signal":
                self._signal(room, parcel(message["frame"].decode()), UUID(message["user"]))
            await asyncio.sleep(0)  # the sockets' writers take their turn after each pass over a room

    def _signal(self, room: Room, frame: Parcel, user: UUID) -> None:
        """To the members that are here, but not to whom it is about."""
        for place in room.places.values():
            if place.is_live and not place.is_watching and place.socket.me.user_id != user:
                place.socket.put(frame)

    def request_fill(self, room: Room) -> None:
        self.missing.add(room)
        self.has_missing.set()

    def _on_event(self, room: Room, event: Event) -> None:
        obey(self, room, event)

    def places_of(self, room: Room, user: UUID) -> list[Place]:
        return [
            place for socket in self.users.get(user, ()) if (place := room.places.get(socket)) is not None
        ]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The running loop's hub."""
    loop = asyncio.get_running_loop()
    found = _hubs.get(loop)
    if found is None:
        found = _hubs[loop] = Hub()
    return found
