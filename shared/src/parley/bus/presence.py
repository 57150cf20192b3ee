"""Who is there: reports of the gateways, kept in Redis until they expire and published to those that listen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from redis.asyncio.client import Pipeline

from parley.bus.connection import client
from parley.bus.patience import in_time
from parley.bus.publish import topic
from parley.signals import Presence

_GIVE_UP_SECONDS = 0.5

# A shard is a hash of gateway to "until:report", by Redis' own clock: gateways' may differ.
_KEEP = """
local now = redis.call('TIME')
local ms = tonumber(ARGV[2])
if ms == 0 then return redis.call('HDEL', KEYS[1], ARGV[1]) end
local till = now[1] * 1000 + math.floor(now[2] / 1000) + ms
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', till) .. ':' .. ARGV[3])
if redis.call('PTTL', KEYS[1]) < ms then redis.call('PEXPIRE', KEYS[1], ms) end
return 1
"""
# What a killed gateway said expires with the key, or goes with the next one who looks.
_LOOK = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local found = {}
local kept = redis.call('HGETALL', KEYS[1])
for i = 1, #kept, 2 do
    local colon = string.find(kept[i + 1], ':', 1, true)
    local left = tonumber(string.sub(kept[i + 1], 1, colon - 1)) - now
    if left > 0 then
        found[#found + 1] = left
        found[#found + 1] = string.sub(kept[i + 1], colon + 1)
    else
        redis.call('HDEL', KEYS[1], kept[i])
    end
end
return found
"""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Presence)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report, and for how long it is good still."""

    report: Presence
    seconds: float


def group_of(shard: int) -> str:
    """The channel layer's name of a shard."""
    return f"presence.{shard}"


async def exchange(*, say: Sequence[Presence] = (), look: Sequence[int] = ()) -> list[Kept]:
    """Keep and publish reports, then read what is kept of shards: one round trip for all of it.

    Raises RedisError, OSError, TimeoutError.
    """
    pipeline = client().pipeline(transaction=False)
    for report in say:
        data = _encoder.encode(report)
        ms = 0 if report.is_empty else int(report.seconds * 1000)
        pipeline.eval(_KEEP, 1, _key(report.shard), report.gateway, ms, data)
        pipeline.publish(topic(group_of(report.shard)), data)
    for shard in look:
        pipeline.eval(_LOOK, 1, _key(shard))
    if not say and not look:
        return []
    answers = await in_time(_execute(pipeline), seconds=_GIVE_UP_SECONDS)
    found = []
    for answer in answers[2 * len(say) :]:
        for ms, data in zip(answer[::2], answer[1::2], strict=True):
            found.append(Kept(_decoder.decode(data), ms / 1000))
    return found


async def _execute(pipeline: Pipeline) -> list[Any]:
    return await pipeline.execute()


def _key(shard: int) -> str:
    return f"parley:presence:{shard}"
