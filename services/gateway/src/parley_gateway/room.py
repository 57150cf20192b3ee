"""One stream with sockets here: hands its events on in the order of seq, each once."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from parley.ids import StreamId, StreamName
from parley_gateway.outbox import Parcel

if TYPE_CHECKING:
    from parley_gateway.socket import Socket

# Two publishers pass each other all the time; a frame that does not come within this is read from the table.
GAP_SECONDS = 0.03
# What came before its turn. Over the bound it is dropped, for the log has it.
_EARLY = 256
# What sockets that are catching up will want next; over the bound they read it from the table.
_RECENT = 256
_RECENT_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Event:
    """An event as every socket gets it; `parcel` holds the whole frame."""

    stream: StreamName
    seq: int
    kind: str
    parcel: Parcel


class Place:
    """A socket in a room: held back while it catches up, then live.

    `after` is the last seq it was given; `judged` is where the stream stood when we read that it may be here;
    `may_post_since` is the room's count of changes when we read that it may post.
    """

    __slots__ = ("after", "is_live", "is_watching", "judged", "may_post_since", "room", "socket")

    def __init__(self, room: "Room", socket: "Socket", *, is_watching: bool) -> None:
        self.room = room
        self.socket = socket
        self.after = self.judged = 0
        self.may_post_since = -1
        self.is_live = False
        self.is_watching = is_watching

    @property
    def is_held(self) -> bool:
        """Still in its room, and not live yet."""
        return not self.is_live and self.room.places.get(self.socket) is self

    def go_live(self) -> None:
        """From now on it gets what comes; the room must cover what it missed. Nothing may await in between."""
        for event in self.room.since(self.after):
            self.socket.push(event)
        self.after = max(self.after, self.room.head)
        self.is_live = True
        self.room.release(self)


class Room:
    """`head` is the last seq handed on. A jump waits a moment for the missing one, then `on_missing` is called.

    `on_event` is called with each event before anybody gets it, and may take places away.
    """

    def __init__(
        self,
        name: StreamName,
        stream_id: StreamId,
        *,
        on_event: "Callable[[Room, Event], None]",
        on_missing: "Callable[[Room], None]",
    ) -> None:
        self.name = name
        self.id = stream_id
        self.head = 0
        self.known = 0  # the newest seq that we know to exist
        self.changes = 0  # of who may post: archived, made private, and the like
        self.places: dict[Socket, Place] = {}
        self.is_open = False
        self.opening: asyncio.Task[None] | None = None
        self.empty_since = time.monotonic()
        self._on_event, self._on_missing = on_event, on_missing
        self._early: dict[int, Event] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._held: set[Place] = set()
        self._recent: deque[Event] = deque()
        self._recent_bytes = 0

    @property
    def subject(self) -> UUID:
        """The channel, user or workspace whose stream this is."""
        return UUID(self.name.partition(":")[2])

    # ---- places ----

    def enter(self, socket: "Socket", *, is_watching: bool) -> Place:
        place = self.places[socket] = Place(self, socket, is_watching=is_watching)
        self._held.add(place)
        return place

    def leave(self, place: Place) -> None:
        if self.places.get(place.socket) is place:
            del self.places[place.socket]
            if place.is_live:
                place.after = max(place.after, self.head)
            self.release(place)
            if not self.places:
                self.empty_since = time.monotonic()

    def release(self, place: Place) -> None:
        self._held.discard(place)
        if not self._held:
            self._recent.clear()
            self._recent_bytes = 0

    def covers(self, after: int) -> bool:
        """Whether all that followed `after` is at hand."""
        return after >= self.head or (bool(self._recent) and self._recent[0].seq <= after + 1)

    def since(self, after: int) -> list[Event]:
        return [event for event in self._recent if event.seq > after]

    # ---- order ----

    def open(self, head: int) -> None:
        """Begin after `head`, which was read after the subscription was confirmed."""
        self.head, self.is_open = head, True
        for seq in [seq for seq in self._early if seq <= head]:
            del self._early[seq]
        self._hand_on_early()
        self.expect(self.known)

    def receive(self, event: Event) -> None:
        if self.is_open and event.seq <= self.head:
            return
        if self.is_open and event.seq == self.head + 1:
            self._hand_on(event)
            self._hand_on_early()
            return
        if len(self._early) < _EARLY:
            self._early[event.seq] = event
        self.expect(event.seq)

    def expect(self, seq: int, *, wait: float = GAP_SECONDS) -> None:
        """There is an event with this seq: if it does not come in time, it is missing."""
        self.known = max(self.known, seq)
        if self.is_open and self.known > self.head and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(wait, self._check)

    def skip_to(self, head: int) -> None:
        """The log does not reach back far enough: go on after `head`."""
        self.head = max(self.head, head)
        self._recent.clear()
        self._recent_bytes = 0
        self._early = {seq: event for seq, event in self._early.items() if seq > self.head}
        for place in self.places.values():
            place.after = max(place.after, self.head)
        self._hand_on_early()

    @property
    def is_behind(self) -> bool:
        return self.is_open and self.known > self.head

    def forget_beyond(self) -> None:
        """What we thought to exist beyond the head does not."""
        self.known = self.head
        self._early.clear()

    def close(self) -> None:
        self.is_open = False
        self.places.clear()
        self._held.clear()
        self._recent.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _check(self) -> None:
        self._timer = None
        if self.is_behind:
            self._on_missing(self)

    def _hand_on_early(self) -> None:
        while (event := self._early.pop(self.head + 1, None)) is not None:
            self._hand_on(event)

    def _hand_on(self, event: Event) -> None:
        self._on_event(self, event)
        self.head = event.seq
        self.known = max(self.known, event.seq)
        if self._held:
            self._remember(event)
        for place in self.places.values():
            if place.is_live and place.after < event.seq:
                place.socket.push(event)

    def _remember(self, event: Event) -> None:
        self._recent.append(event)
        self._recent_bytes += event.parcel[1]
        while len(self._recent) > _RECENT or self._recent_bytes > _RECENT_BYTES:
            self._recent_bytes -= self._recent.popleft().parcel[1]
