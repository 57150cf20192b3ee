"""Valkey is stopped in good order and comes back without anything: no truth was in it."""

import signal
import time
from contextlib import closing

from redis import Redis

from parley_loadtests.chaos.scene import Scene

_MARK = "parley:chaos"


async def strike(scene: Scene) -> None:
    url = scene.stack.environment["REDIS_URL"]
    with closing(Redis.from_url(url)) as before:
        before.set(_MARK, "here")
    await scene.end("valkey", signal.SIGTERM)
    await scene.delivery_back(since=time.monotonic())
    with closing(Redis.from_url(url)) as after:
        scene.require(after.get(_MARK) is None, "Valkey kept what it had")
