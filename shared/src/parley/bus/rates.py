"""Rate limits: a token bucket a key, in Redis so that all processes count together.

Without Redis each process counts by itself, so that a limit holds at least there.
"""

import hashlib
import time
from collections import OrderedDict

from redis.exceptions import RedisError

from parley.bus.breaker import Breaker
from parley.bus.connection import client
from parley.bus.patience import in_time
from parley.errors import RateLimited

# Redis' own clock, so that processes with differing clocks agree. Returns the milliseconds to wait, 0 where granted.
_TAKE = """
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = math.min(burst, tonumber(kept[1] or burst) + (at - tonumber(kept[2] or at)) * rate / 1000)
local wait = 0
if left >= 1 then left = left - 1 else wait = math.ceil((1 - left) / rate * 1000) end
redis.call('HSET', KEYS[1], 'left', left, 'at', at)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return wait
"""
_KEPT = 50_000
_GIVE_UP_SECONDS = 0.25

_breaker = Breaker(seconds=1.0)
_own: OrderedDict[str, tuple[float, float]] = OrderedDict()


async def take(key: str, *, rate: float, burst: int) -> None:
    """Take one token of the bucket `key`, which holds `burst` and refills `rate` a second; raises RateLimited.

    A rate or burst of 0 lifts the limit.
    """
    if rate <= 0 or burst <= 0:
        return
    wait_ms = await _take_shared(key, rate, burst)
    if wait_ms is None:
        wait_ms = _take_own(key, rate, burst)
    if wait_ms > 0:
        raise RateLimited(retry_after=max(1, -(-wait_ms // 1000)))


def hidden(address: str) -> str:
    """For keys: people's addresses are nothing for Redis to keep."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


async def _take_shared(key: str, rate: float, burst: int) -> int | None:
    if _breaker.is_open:
        return None
    try:
        return await in_time(_ask(key, rate, burst), seconds=_GIVE_UP_SECONDS)
    except (RedisError, OSError, TimeoutError):
        _breaker.trip()
        return None


async def _ask(key: str, rate: float, burst: int) -> int:
    return int(await client().eval(_TAKE, 1, f"parley:rate:{key}", str(rate), str(burst)))  # pyright: ignore[reportGeneralTypeIssues]


def _take_own(key: str, rate: float, burst: int) -> int:
    now = time.monotonic()
    left, at = _own.pop(key, (float(burst), now))
    left = min(burst, left + (now - at) * rate)
    wait = 0
    if left >= 1:
        left -= 1
    else:
        wait = int((1 - left) / rate * 1000) + 1
    _own[key] = (left, now)
    if len(_own) > _KEPT:
        _own.popitem(last=False)
    return wait
