"""Which streams a socket gets: all that are its user's, and what changes that while it is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from parley import db
from parley.errors import Unauthenticated
from parley.ids import StreamName, parse_stream, stream_name
from parley.queries.stream import Readable, find_readable, list_readable
from parley_gateway.credentials import identify
from parley_gateway.frames import Reset
from parley_gateway.join import catch_up, join

if TYPE_CHECKING:
    from parley_gateway.socket import Socket


async def join_all(socket: "Socket", *, watching: Sequence[UUID]) -> tuple[str, list[Readable]]:
    """Enter all that is mine, and of the channels in `watching` those that I may look into; leave all else.

    Raises Unauthenticated, Busy, Unavailable.
    """

    async def judge() -> tuple[str, list[Readable]]:
        # Once it stands in my own stream's room, the end of my session is heard. Before, it has to be asked for.
        if socket.places:
            found = await identify(socket.credentials)
            # A session may have passed on to the account's user elsewhere: that is for another socket. This one is
            # known by its user until it is gone.
            if found is None or found.ground.user != socket.me.user_id:
                socket.stays_seconds = 0.0
                raise Unauthenticated
            socket.identity = found
        return await list_readable(db.reader, visible_to=socket.me, channels=watching)

    return await join(socket, judge, whole=True)


async def join_one(socket: "Socket", name: StreamName) -> list[Readable]:
    """Enter one stream, if I may read it; an empty list where I may not. Raises Busy, Unavailable."""

    async def judge() -> tuple[str, list[Readable]]:
        parsed = parse_stream(name)
        found = None
        if parsed is not None:
            found = await find_readable(db.reader, *parsed, visible_to=socket.me)
        return (socket.hub.epoch or "", []) if found is None else (found[0], [found[1]])

    return (await join(socket, judge))[1]


def join_later(socket: "Socket", name: StreamName, after: int) -> None:
    """I joined a channel: it comes by itself, from the event after `after`."""
    socket.joined[name] = after
    socket.begin(_follow_join(socket, name))


def leave(socket: "Socket", name: StreamName) -> None:
    """I left a channel, perhaps before the join was through."""
    socket.joined.pop(name, None)
    socket.hub.leave(socket, name)


def judge_later(socket: "Socket", *, gained: StreamName | None = None, after: int = 0) -> None:
    """My role changed: get what I may read now, and nothing else; of a stream that I gained, what follows `after`."""
    if gained is not None:
        socket.joined[gained] = after
    socket.begin(_judge_anew(socket))


def start_over_later(socket: "Socket") -> None:
    """The log is another one: tell the client, and begin at the heads."""
    if not socket.is_closing:
        socket.say(Reset())
        socket.begin(_judge_anew(socket, from_heads=True))


async def _follow_join(socket: "Socket", name: StreamName) -> None:
    async with socket.joining:
        before = socket.places.get(name)
        await join_one(socket, name)
        after, place = socket.joined.pop(name, None), socket.places.get(name)
        if place is None or place is before:
            return
        if after is None:  # left meanwhile; a join after that one has a task of its own
            socket.hub.leave(socket, name)
        else:
            place.after = max(socket.given.get(name, 0), after)
            await catch_up(socket, [place])


async def _judge_anew(socket: "Socket", *, from_heads: bool = False) -> None:
    async with socket.joining:
        before = set(socket.places.values())
        watching = [place.room.subject for place in before if place.is_watching]
        try:
            await join_all(socket, watching=watching)
        except Unauthenticated:
            socket.end("session.ended" if socket.credentials.token is None else "token.revoked")
            return
        socket.hub.presence.doubt(socket)
        mine = socket.places[stream_name("user", socket.me.user_id)]
        # The database is ahead of what was heard: what my own stream is still to tell of has not been judged.
        mine.judged = min(mine.judged, mine.room.head)
        new = [place for place in socket.places.values() if place not in before]
        for place in new:
            name = place.room.name
            after = socket.joined.pop(name, place.judged if from_heads else None)
            if after is None:
                socket.hub.leave(socket, name)  # the event that brings it, and says since when, is on its way
            else:
                place.after = max(socket.given.get(name, 0), after)
        await catch_up(socket, [place for place in new if place.is_held])
