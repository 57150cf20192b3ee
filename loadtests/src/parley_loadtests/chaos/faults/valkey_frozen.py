"""Valkey is stopped for 20 s and says nothing: nobody waits for it, and the bus is back within 2 s."""

import time

from parley_loadtests.chaos.scene import Scene

_AWAY_SECONDS = 20


async def strike(scene: Scene) -> None:
    begun = time.monotonic()
    async with scene.stack.frozen("valkey"):
        await scene.steady(_AWAY_SECONDS)
        await scene.deliver()
        scene.judge_meanwhile(since=begun)
    await scene.delivery_back(since=time.monotonic())
    await scene.stack.back("worker", after=None)
