"""Who is there by this gateway: what its sockets come to for each person, and when to say so."""

import time
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from parley.ids import new_id
from parley.signals import SHARDS, Presence, shard_of

if TYPE_CHECKING:
    from parley_gateway.socket import Socket

# A report is good for so long: people of a gateway that was killed are offline after it.
TTL_SECONDS = 60.0
REFRESH_SECONDS = 20.0
# One who closes a page may be opening the next.
LEAVE_SECONDS = 5.0
# Sockets were told to come back within ten seconds: who does is there all along.
RESTART_SECONDS = 15.0


class Attendance:
    """Active if any socket of theirs is, away if all are. One whose last socket was lost stays what they were.

    Looks only at people of whom something changed; `users` are the sockets by user.
    """

    def __init__(self, users: Mapping[UUID, "set[Socket]"]) -> None:
        self.gateway = new_id().hex
        self._users = users
        self._here: list[dict[bytes, str]] = [{} for _ in range(SHARDS)]
        self._touched: set[UUID] = set()
        self._leaving: dict[UUID, float] = {}
        self._unsaid: set[int] = set()
        self._said_at = [0.0] * SHARDS

    def touch(self, user: UUID) -> None:
        """A socket of theirs came, or says something else."""
        self._touched.add(user)

    def leave(self, user: UUID, *, seconds: float) -> None:
        """Their last socket went; without another they are offline after `seconds`."""
        self._leaving[user] = time.monotonic() + seconds
        self._touched.add(user)

    def repeat(self) -> None:
        """Say everything again: Redis may have forgotten it."""
        self._said_at = [0.0] * SHARDS

    def due(self) -> list[Presence]:
        """What has to be said now. It is due until it was `said`."""
        now = time.monotonic()
        over = [user for user, until in self._leaving.items() if until <= now]
        touched, self._touched = self._touched.union(over), set()
        for user in touched:
            self._note(user, now)
        old = {n for n in range(SHARDS) if self._here[n] and now - self._said_at[n] >= REFRESH_SECONDS}
        return [self._report(n, TTL_SECONDS) for n in sorted(self._unsaid | old)]

    def said(self, reports: list[Presence]) -> None:
        """They are in Redis. Nothing may have been asked of `due` since they were made."""
        now = time.monotonic()
        for report in reports:
            self._unsaid.discard(report.shard)
            self._said_at[report.shard] = now

    def farewell(self) -> list[Presence]:
        """The last words of a process that ends: its people will come back by another."""
        self.due()
        return [self._report(n, RESTART_SECONDS) for n in range(SHARDS) if self._here[n]]

    def _note(self, user: UUID, now: float) -> None:
        key = user.bytes
        shard = shard_of(key)
        here = self._here[shard]
        before = here.get(key)
        if sockets := self._users.get(user):
            self._leaving.pop(user, None)
            state = "active" if any(socket.presence == "active" for socket in sockets) else "away"
        elif self._leaving.get(user, 0.0) > now:
            state = before
        else:
            self._leaving.pop(user, None)
            state = None
        if state is None:
            here.pop(key, None)
        else:
            here[key] = state
        if state != before:
            self._unsaid.add(shard)

    def _report(self, shard: int, seconds: float) -> Presence:
        states: dict[str, list[bytes]] = defaultdict(list)
        for key, state in self._here[shard].items():
            states[state].append(key)
        return Presence(
            gateway=self.gateway,
            shard=shard,
            seconds=seconds,
            active=b"".join(states["active"]),
            away=b"".join(states["away"]),
        )
