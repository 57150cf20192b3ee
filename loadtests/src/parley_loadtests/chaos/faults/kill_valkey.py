"""kill -9 of Valkey, which comes back empty: the log makes good what the bus lost."""

import time

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.kill("valkey")
    await scene.delivery_back(since=time.monotonic())
