"""Compares heads with the log every second, so that a lost publish costs a moment and never a message (law 3)."""

import asyncio
import random
from typing import TYPE_CHECKING

import structlog

from parley import db
from parley.errors import Unavailable
from parley.queries.stream import Moved, find_moved, get_heads
from parley_gateway.epoch import begin_epoch, see_epoch
from parley_gateway.room import GAP_SECONDS, Room

if TYPE_CHECKING:
    from parley_gateway.hub import Hub

log = structlog.get_logger()

_EVERY_SECONDS = 1.0
_WITHOUT_BUS_SECONDS = 0.3
_PATIENCE_SECONDS = 5.0


async def compare_for_ever(hub: "Hub") -> None:
    """By transaction, from the oldest that was open at the last comparison."""
    position: int | None = None
    is_failing = False
    while True:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                moved = await find_moved(db.reader, position)
        except (Unavailable, TimeoutError) as error:
            if not is_failing:
                log.warning("gateway.comparison_failed", error=type(error).__name__)
            is_failing = True
        else:
            is_failing = False
            if position is not None and moved.position < position:
                begin_epoch(hub, moved.epoch)  # transactions never count backwards: it is another database
            else:
                see_epoch(hub, moved.epoch)
                _expect(hub, moved)
            position = moved.position
            await _verify(hub)
        await hub.sweep()
        await _pause(hub)


async def _pause(hub: "Hub") -> None:
    every = _EVERY_SECONDS if hub.layer.is_up else _WITHOUT_BUS_SECONDS
    try:
        async with asyncio.timeout(every * random.uniform(0.8, 1.2)):
            await hub.hurry.wait()
    except TimeoutError:
        pass
    hub.hurry.clear()


def _expect(hub: "Hub", moved: Moved) -> None:
    for stream, seq in moved.heads.items():
        room = hub.rooms_by_id.get(stream)
        if room is None or not room.is_open:
            continue
        if seq > room.head:
            # Its frame may well be on the way.
            room.expect(seq, wait=GAP_SECONDS if hub.layer.is_up else 0)
        elif seq < room.head:
            hub.suspects.add(room)  # mostly because its next event came while we asked


async def _verify(hub: "Hub") -> None:
    """Whether the log still has what we handed on; else it is another log, though its epoch is the same."""
    rooms, hub.suspects = hub.suspects, set[Room]()
    handed_on = {room.id: room.head for room in rooms if room.is_open}
    if not handed_on:
        return
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            heads = await get_heads(db.reader, list(handed_on))
    except (Unavailable, TimeoutError):
        hub.suspects |= rooms
        return
    lower = [stream for stream, head in handed_on.items() if heads.get(stream, 0) < head]
    if lower and hub.epoch is not None:
        log.warning("gateway.heads_fell", streams=len(lower))
        begin_epoch(hub, hub.epoch)
