"""kill -9 of everything at once, as when the power goes: all of it comes back, and every promise is kept."""

import asyncio
import signal
import time

from parley_loadtests.chaos.scene import Scene

_ALL = ("postgres", "valkey", "api", "gateway", "worker", "beat")


async def strike(scene: Scene) -> None:
    before = {name: scene.stack.pid_of(name) for name in _ALL}
    begun = time.monotonic()
    for name in _ALL:
        scene.require(scene.stack.send(name, signal.SIGKILL), f"{name} was not running")
    await asyncio.gather(*(scene.stack.back(name, after=before[name]) for name in _ALL))
    scene.measure("all back", time.monotonic() - begun)
