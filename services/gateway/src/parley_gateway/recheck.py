"""Looks after the open sockets: whose right has ended without an event, and who does not read."""

import asyncio
from itertools import batched
from typing import TYPE_CHECKING

import structlog

from parley import db
from parley.errors import Unavailable
from parley.queries.socket import list_gone
from parley_gateway.credentials import identify

if TYPE_CHECKING:
    from parley_gateway.hub import Hub

log = structlog.get_logger()

_EVERY_SECONDS = 60.0
_AT_ONCE = 5_000


async def recheck_for_ever(hub: "Hub") -> None:
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        try:
            await recheck(hub)
        except Unavailable as error:
            log.warning("gateway.recheck_failed", error=type(error).__name__)


async def recheck(hub: "Hub") -> None:
    """End the sockets whose session or token is gone: expired, say, or after a new password. One query for all."""
    sockets = [(socket, socket.identity) for socket in hub.sockets]
    for some in batched([(s, identity.ground) for s, identity in sockets if identity is not None], _AT_ONCE):
        for place in await list_gone(db.reader, [ground for _, ground in some]):
            socket, ground = some[place]
            # Who changed their own password there goes on: their session was renewed.
            identity = await identify(socket.credentials)
            if identity is not None and identity.ground.user == ground.user:
                socket.identity = identity
            else:
                socket.end("session.ended" if ground.token is None else "token.revoked")
