"""Reads from the table what the bus did not bring, for all streams that miss something at once."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from parley import db
from parley.errors import Unavailable
from parley.events import frame
from parley.queries.stream import Span, get_heads, list_missed
from parley_gateway.frames import Reset, encode
from parley_gateway.outbox import parcel
from parley_gateway.room import Event, Room

if TYPE_CHECKING:
    from parley_gateway.hub import Hub

log = structlog.get_logger()

_ROOMS = 1_000
_UPTO = 2**62
_PAUSE_SECONDS = 0.25
_PATIENCE_SECONDS = 10.0
# Between pages the sockets' writers get time, but a slow reader does not hold up the others for longer.
_SETTLE_SECONDS = 0.25


async def fill_for_ever(hub: "Hub") -> None:
    """One fill at a time, so one a stream at a time."""
    while True:
        await hub.has_missing.wait()
        hub.has_missing.clear()
        while hub.missing:
            rooms = [hub.missing.pop() for _ in range(min(_ROOMS, len(hub.missing)))]
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await _fill(hub, [room for room in rooms if room.is_behind])
            except (Unavailable, TimeoutError):
                hub.missing.update(rooms)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            hub.missing.update(room for room in rooms if room.is_behind)
            await _settle(rooms)


async def _fill(hub: "Hub", rooms: list[Room]) -> None:
    if not rooms:
        return
    before = {room.id: room.head for room in rooms}
    page = await list_missed(db.reader, [Span(room.id, room.head, _UPTO) for room in rooms])
    by_id = {room.id: room for room in rooms}
    for logged in page.events:
        room = by_id[logged.stream]
        text = frame(room.name, logged.seq, logged.kind, logged.data, logged.at)
        room.receive(Event(room.name, logged.seq, logged.kind, parcel(text)))
    if page.lost or not page.events:
        heads = await get_heads(db.reader, list(by_id))
        for room in rooms:
            if room.id in page.lost and room.is_open:
                log.warning("gateway.log_too_short", stream=room.name, head=room.head)
                _start_over(room, heads.get(room.id, 0))
            elif heads.get(room.id, 0) <= before[room.id] == room.head:
                room.forget_beyond()  # what we heard of is not in the table; the comparison judges the head itself
                hub.suspects.add(room)
    if page.events:
        log.info("gateway.filled", streams=len({e.stream for e in page.events}), events=len(page.events))


def _start_over(room: Room, head: int) -> None:
    """The log does not reach back to what is missing: only a snapshot helps."""
    reset = parcel(encode(Reset(stream=room.name)))
    for place in room.places.values():
        place.socket.put(reset)
    room.skip_to(head)


async def _settle(rooms: list[Room]) -> None:
    """Let what was pushed leave, so that a long fill does not cut off sockets that read."""
    await asyncio.sleep(0)
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLE_SECONDS):
            for place in [place for room in rooms for place in room.places.values()]:
                await place.socket.outbox.half_empty()
