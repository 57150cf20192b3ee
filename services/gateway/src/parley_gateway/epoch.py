"""Another log: its epoch is another word, or it has less than we handed on. Then no head and no place holds."""

import asyncio
import random
from typing import TYPE_CHECKING

import structlog

from parley_gateway.streams import start_over_later

if TYPE_CHECKING:
    from parley_gateway.hub import Hub

log = structlog.get_logger()

# Each start over costs its client a snapshot, so they are spread: over half a minute at most.
_RESETS_A_SECOND = 100
_SPREAD_SECONDS = 30.0


def see_epoch(hub: "Hub", epoch: str) -> None:
    """Note the epoch that was read."""
    if hub.epoch is None:
        hub.epoch = epoch
    elif epoch != hub.epoch:
        begin_epoch(hub, epoch)


def begin_epoch(hub: "Hub", epoch: str) -> None:
    """Every socket is silent from now on, and starts over when its turn comes."""
    log.warning("gateway.epoch_began", epoch=epoch, sockets=len(hub.sockets))
    hub.epoch = epoch
    for room in tuple(hub.rooms.values()):
        hub.drop(room)
    spread = min(_SPREAD_SECONDS, len(hub.sockets) / _RESETS_A_SECOND)
    for socket in hub.sockets:
        socket.places.clear()
        socket.given.clear()
        if socket.is_welcome:  # one that is still joining looks again by itself
            asyncio.get_running_loop().call_later(random.uniform(0, spread), start_over_later, socket)
