"""Puts a socket into rooms, and gives it what it missed before it goes live (laws 4 and 6)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from parley import db
from parley.errors import Busy, Unavailable
from parley.events import frame
from parley.ids import StreamName
from parley.queries.stream import Logged, MissedPage, Readable, Span, list_missed
from parley_gateway.frames import Reset
from parley_gateway.outbox import parcel
from parley_gateway.room import Event, Place

if TYPE_CHECKING:
    from parley_gateway.hub import Hub
    from parley_gateway.socket import Socket

type Judge = Callable[[], Awaitable[tuple[str, list[Readable]]]]

_SPANS = 5_000
_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.25


async def join(socket: "Socket", judge: Judge, *, whole: bool = False) -> tuple[str, list[Readable]]:
    """Enter what `judge` says may be read, held back; returns its last answer, which holds for every place.

    It is asked again once the socket stands in the rooms: from then on the hub itself takes away what ends, and a
    right that ended in between is missing from the answer. `whole`: it names all that the socket may have.
    Raises Busy, Unavailable.
    """
    entered: set[StreamName] = set()
    try:
        epoch, readable = await _enter(socket, judge, entered)
    except BaseException:
        for name in entered:
            socket.hub.leave(socket, name)
        raise
    names = {stream.name for stream in readable}
    for name in (set(socket.places) if whole else entered) - names:
        socket.hub.leave(socket, name)
    for stream in readable:
        place = socket.places[stream.name]
        place.judged, place.is_watching = stream.head, not stream.is_mine
    return epoch, readable


async def _enter(socket: "Socket", judge: Judge, entered: set[StreamName]) -> tuple[str, list[Readable]]:
    while True:
        async with socket.hub.reading:
            epoch, readable = await judge()
        socket.hub.see_epoch(epoch)
        if socket.is_closing:
            raise Busy("The socket has ended.")  # it has been taken out of all rooms, and must not come back
        new = [stream for stream in readable if stream.name not in socket.places]
        if not new:
            return epoch, readable
        entered |= {stream.name for stream in new}
        await socket.hub.enter(socket, new)


async def catch_up(socket: "Socket", places: Iterable[Place]) -> None:
    """Send what each place has missed after its `after`, page by page, and make it live.

    Between pages it waits for a slow reader, holding no connection. Raises Busy, Unavailable.
    """
    waiting = list(places)
    while waiting and not socket.is_closing:
        for place in waiting:
            if place.is_held and place.room.covers(place.after):
                place.go_live()
                await socket.outbox.half_empty()
        waiting = [place for place in waiting if place.is_held]
        if behind := [place for place in waiting if not place.room.covers(place.after)][:_SPANS]:
            await _send_page(socket, behind)
            await socket.outbox.half_empty()


async def _send_page(socket: "Socket", places: list[Place]) -> None:
    # No further than the room has come: beyond, this socket's right may have ended without our knowing yet.
    spans = {place.room.id: Span(place.room.id, place.after, place.room.head) for place in places}
    page = await _read_patiently(socket.hub, list(spans.values()))
    by_stream = {place.room.id: place for place in places if place.is_held}
    for stream in page.lost:
        if (place := by_stream.pop(stream, None)) is not None:
            place.after = spans[stream].upto
            socket.say(Reset(stream=place.room.name))
    for logged in page.events:
        if (place := by_stream.get(logged.stream)) is not None and place.is_held:
            place.after = logged.seq
            socket.push(as_event(place, logged))
    if not page.lost and not page.events:
        # The table has less than we were told of: the comparison will see whether the log is another one.
        socket.hub.suspects.update(place.room for place in places)
        socket.hub.hurry.set()
        await asyncio.sleep(_PAUSE_SECONDS)


async def _read_patiently(hub: "Hub", spans: list[Span]) -> MissedPage:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS), hub.reading:
                return await list_missed(db.reader, spans)
        except (Unavailable, TimeoutError):
            if time.monotonic() > deadline:
                raise Unavailable from None
            await asyncio.sleep(_PAUSE_SECONDS)


def as_event(place: Place, logged: Logged) -> Event:
    """A row of the log as sockets get it."""
    name = place.room.name
    return Event(
        name, logged.seq, logged.kind, parcel(frame(name, logged.seq, logged.kind, logged.data, logged.at))
    )
