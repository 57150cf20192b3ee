"""Who is there by any gateway: what was heard of each shard, and of whom somebody here wants to know."""

import time
from collections.abc import Iterable, Iterator
from uuid import UUID

from parley.signals import Presence, shard_of

_ID_BYTES = 16


class Person:
    """Somebody on a screen here. `state` is what those who watch were last told; `bit` stands for them in sets.

    Such a set is an int: ten thousand sockets that watch 500 of 10,000 people take 12 MB, and 300 as Python's sets.
    """

    __slots__ = ("bit", "id", "shard", "state", "workspace")

    def __init__(self, id: UUID, workspace: UUID, bit: int) -> None:
        self.id, self.workspace, self.bit = id, workspace, bit
        self.shard = shard_of(id.bytes)
        self.state: str | None = None


def set_of(some: Iterable[Person]) -> int:
    """A set of people."""
    bits = bytearray()
    for person in some:
        if len(bits) <= person.bit // 8:
            bits.extend(bytes(person.bit // 8 + 1 - len(bits)))
        bits[person.bit // 8] |= 1 << person.bit % 8
    return int.from_bytes(bits, "little")


class Heard:
    """The newest report of one gateway."""

    __slots__ = ("states", "until")

    def __init__(self, report: Presence, until: float) -> None:
        self.until = until
        self.states = dict.fromkeys(_split(report.away), "away") | dict.fromkeys(
            _split(report.active), "active"
        )


class Shard:
    """What all gateways say of one part of the people."""

    def __init__(self) -> None:
        self.heard: dict[str, Heard] = {}
        self.people: dict[bytes, Person] = {}
        self.is_news = False

    def state_of(self, key: bytes) -> str | None:
        found = None
        for heard in self.heard.values():
            state = heard.states.get(key)
            if state == "active":
                return state
            found = found or state
        return found


class People:
    """The shards that are listened to, and the people in them whom sockets watch."""

    def __init__(self) -> None:
        self.shards: dict[int, Shard] = {}
        self._known: dict[UUID, Person] = {}
        self._by_bit: list[Person | None] = []
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._known)

    def hear(self, report: Presence, *, seconds: float | None = None) -> None:
        """Take a report; `seconds` where less is left of its time than it says itself."""
        shard = self.shards.get(report.shard)
        if shard is None:
            return
        if report.is_empty:
            shard.heard.pop(report.gateway, None)
        else:
            until = time.monotonic() + (report.seconds if seconds is None else seconds)
            shard.heard[report.gateway] = Heard(report, until)
        shard.is_news = True

    def forget_all(self) -> None:
        """Nothing is known of anybody."""
        for shard in self.shards.values():
            shard.heard.clear()
            shard.is_news = True

    def changed(self) -> int:
        """The set of those whose state is another than at the last call; it is theirs from now on."""
        now = time.monotonic()
        changed = []
        for shard in self.shards.values():
            for gateway in [gateway for gateway, heard in shard.heard.items() if heard.until <= now]:
                del shard.heard[gateway]
                shard.is_news = True
            if shard.is_news:
                shard.is_news = False
                for key, person in shard.people.items():
                    state = shard.state_of(key)
                    if state != person.state:
                        person.state = state
                        changed.append(person)
        return set_of(changed)

    def find(self, id: UUID) -> Person | None:
        return self._known.get(id)

    def know(self, id: UUID, workspace: UUID) -> Person:
        """Somebody is watched now."""
        person = self._known.get(id)
        if person is None:
            bit = self._free.pop() if self._free else len(self._by_bit)
            person = self._known[id] = Person(id, workspace, bit)
            if bit == len(self._by_bit):
                self._by_bit.append(person)
            else:
                self._by_bit[bit] = person
            shard = self.shards.setdefault(person.shard, Shard())
            shard.people[id.bytes] = person
            person.state = shard.state_of(id.bytes)
        return person

    def members(self, some: int) -> Iterator[Person]:
        """The people of a set."""
        for place, byte in enumerate(some.to_bytes(some.bit_length() // 8 + 1, "little")):
            if byte:
                for bit in range(8 * place, 8 * place + 8):
                    if byte >> bit % 8 & 1 and (person := self._by_bit[bit]) is not None:
                        yield person

    def forget_unwatched(self, watched: Iterable[int]) -> None:
        """Keep only those who are in one of the sets."""
        kept = 0
        for some in watched:
            kept |= some
        for person in [person for person in self._known.values() if not kept >> person.bit & 1]:
            del self._known[person.id]
            del self.shards[person.shard].people[person.id.bytes]
            self._by_bit[person.bit] = None
            self._free.append(person.bit)


def _split(ids: bytes) -> Iterator[bytes]:
    return (ids[at : at + _ID_BYTES] for at in range(0, len(ids), _ID_BYTES))
