"""Presence: says who is here, hears who is elsewhere, and tells sockets of those they watch, every two seconds."""

import asyncio
import random
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from parley import db
from parley.actor import Actor
from parley.bus.presence import exchange, group_of
from parley.errors import Unavailable
from parley.queries.presence import list_seen
from parley.signals import Presence as Report
from parley.signals import shard_of
from parley_gateway.attendance import Attendance
from parley_gateway.frames import MAX_PRESENCE, States, encode
from parley_gateway.outbox import Parcel, parcel
from parley_gateway.people import People, Shard, set_of

if TYPE_CHECKING:
    from parley_gateway.hub import Hub
    from parley_gateway.socket import Socket

log = structlog.get_logger()

EVERY_SECONDS = 2.0
# When Redis is back, gateways come back to it one after the other: look more often until all have.
_HURRIED_SECONDS, _HURRIED_TURNS = 0.4, 5
# After so long without a turn what we know is older than it seems: the process was stopped, say.
_LATE_SECONDS = 10.0
_FORGET_SECONDS = 60.0
_AT_ONCE = 500  # sockets that are told before others get their turn


class Presence:
    """One a process. Redis is asked once a turn for everything, whatever the number of sockets."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self.here = Attendance(hub.users)
        self.people = People()
        self._doubted: set[Socket] = set()
        self._opening = asyncio.Lock()
        self._is_stale = False
        self._is_failing = False
        self._is_over = False
        self._wake = asyncio.Event()
        self._hurried = 0
        self._turned_at = self._forgot_at = time.monotonic()

    # ---- what is asked ----

    async def ask(self, socket: "Socket", ids: Sequence[UUID]) -> dict[UUID, str]:
        """How those of `ids` are whom the socket may see; it is told of their changes from now on.

        Whom it asked for before stays, up to 500 in all; nobody asked for means nobody. Raises Busy, Unavailable.
        """
        async with socket.asking:
            rights = socket.rights
            seen = await self._list_seen(socket.me, ids)
            await self._open({shard_of(id.bytes) for id in seen})
            if socket.is_closing:
                return {}
            if socket.rights != rights:
                socket.wanted = _join(ids, socket.wanted)
                self._doubted.add(socket)
                return {}  # what it may see comes with the next turn
            self._watch(socket, ids, seen, keep=bool(ids))
            states = ((id, self._state_of(id)) for id in seen)
            return {id: state for id, state in states if state is not None}

    def _watch(self, socket: "Socket", ids: Sequence[UUID], seen: Iterable[UUID], *, keep: bool) -> None:
        asked = set_of(self.people.know(id, socket.me.workspace_id) for id in seen)
        both = asked | socket.watched if keep else asked
        is_over = both.bit_count() > MAX_PRESENCE
        socket.watched = asked if is_over else both
        if is_over or not keep:
            socket.wanted = tuple(ids) if socket.me.is_guest else ()
        elif socket.me.is_guest or socket.wanted:
            socket.wanted = _join(ids, socket.wanted)

    async def _list_seen(self, me: Actor, ids: Sequence[UUID]) -> list[UUID]:
        """A guest's people change with every channel; those of a workspace are the same for all its members."""
        known = []
        if not me.is_guest:
            people = (self.people.find(id) for id in ids)
            known = [each.id for each in people if each is not None and each.workspace == me.workspace_id]
        unknown = set(ids) - set(known)
        if unknown:
            async with self._hub.reading:
                known += await list_seen(db.reader, list(unknown), visible_to=me)
        return known

    def _state_of(self, id: UUID) -> str | None:
        person = self.people.find(id)
        return None if person is None else person.state

    async def _open(self, shards: set[int]) -> None:
        """Listen to shards; returns once what is kept of them was read, or Redis does not answer."""
        if shards <= self.people.shards.keys():
            return
        async with self._opening:
            new = shards - self.people.shards.keys()
            groups = (self._hub.layer.group_add(group_of(each), self._hub.channel) for each in new)
            await asyncio.gather(*groups)
            self.people.shards.update((each, Shard()) for each in new)
            if new and not await self._exchange(look=sorted(new)):
                self._is_stale = True

    # ---- what changes ----

    def hear(self, report: Report) -> None:
        """From the bus."""
        self.people.hear(report)

    def come_back(self) -> None:
        """Redis is back, and may have forgotten everything."""
        self.here.repeat()
        self._is_stale = True
        self._hurried = _HURRIED_TURNS
        self._wake.set()

    def doubt(self, socket: "Socket") -> None:
        """Whom it may see has changed: it is told no more until that was read again, with the next turn."""
        socket.rights += 1
        if not socket.wanted:
            socket.wanted = tuple(person.id for person in self.people.members(socket.watched))
        socket.watched = 0
        if socket.wanted:
            self._doubted.add(socket)

    # ---- the turns ----

    async def run(self) -> None:
        while True:
            await self.turn()
            await self._pause()

    async def _pause(self) -> None:
        every = EVERY_SECONDS * random.uniform(0.9, 1.0)
        if self._hurried > 0:
            self._hurried -= 1
            every = _HURRIED_SECONDS
        try:
            async with asyncio.timeout(every):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def turn(self) -> None:
        """Say what is due, look where something may have been missed, and tell sockets what has changed."""
        if self._is_over:
            return
        now = time.monotonic()
        self._is_stale = self._is_stale or now - self._turned_at > _LATE_SECONDS
        self._turned_at = now
        if not self._hub.layer.is_up:
            self.people.forget_all()
        elif not await self._say_and_look():
            return  # a moment's silence makes nobody offline
        await self._judge_doubted()
        await self._tell(self.people.changed())
        if now - self._forgot_at > _FORGET_SECONDS:
            self._forgot_at = now
            self.people.forget_unwatched(socket.watched for socket in self._hub.sockets)

    async def _say_and_look(self) -> bool:
        reports = self.here.due()
        look = sorted(self.people.shards) if self._is_stale else []
        if not await self._exchange(say=reports, look=look):
            return False
        self.here.said(reports)
        self._is_stale = self._is_stale and not look
        for report in reports:
            self.people.hear(report)  # here at once; to all others it goes over the bus
        return True

    async def say_farewell(self) -> None:
        """The process ends: its people are there a little longer, for they will come back by another."""
        self._is_over = True
        if self._hub.layer.is_up:
            await self._exchange(say=self.here.farewell())

    async def _exchange(self, *, say: Sequence[Report] = (), look: Sequence[int] = ()) -> bool:
        try:
            found = await exchange(say=say, look=look)
        except (RedisError, OSError, TimeoutError) as error:
            if not self._is_failing:
                log.warning("gateway.presence_failed", error=type(error).__name__)
            self._is_failing = True
            return False
        self._is_failing = False
        for kept in found:
            self.people.hear(kept.report, seconds=kept.seconds)
        return True

    async def _judge_doubted(self) -> None:
        doubted, self._doubted = self._doubted, set()
        while doubted:
            socket = doubted.pop()
            if socket.is_closing:
                continue
            rights, ids = socket.rights, socket.wanted
            try:
                seen = await self._list_seen(socket.me, ids)
            except Unavailable:
                self._doubted |= {socket, *doubted}
                return
            await self._open({shard_of(id.bytes) for id in seen})
            if socket.rights != rights or socket.wanted != ids:
                self._doubted.add(socket)
                continue
            self._watch(socket, ids, seen, keep=False)
            states = {id: self._state_of(id) for id in seen}
            socket.say(States(states={id: states.get(id) or "offline" for id in ids}))

    async def _tell(self, changed: int) -> None:
        if not changed:
            return
        parcels: dict[int, Parcel] = {}  # many watch the same people
        for n, socket in enumerate(tuple(self._hub.sockets)):
            if news := socket.watched & changed:
                if news not in parcels:
                    states = {person.id: person.state or "offline" for person in self.people.members(news)}
                    parcels[news] = parcel(encode(States(states=states)))
                socket.put(parcels[news])
            if n % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)


def _join(ids: Sequence[UUID], more: Sequence[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys((*ids, *more)))[:MAX_PRESENCE]
