"""What gateways tell each other and nobody keeps: who is there."""

import msgspec

SHARDS = 64


def shard_of(user: bytes) -> int:
    """The shard of a user's id; its end is random, its beginning a time."""
    return user[-1] % SHARDS


class Presence(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="presence.report"):
    """All people of one shard who are there by one gateway, good for `seconds`: the next report takes its place.

    `active` and `away` are ids of 16 bytes each, one after the other.
    """

    gateway: str
    shard: int
    seconds: float
    active: bytes
    away: bytes

    @property
    def is_empty(self) -> bool:
        return not self.active and not self.away
