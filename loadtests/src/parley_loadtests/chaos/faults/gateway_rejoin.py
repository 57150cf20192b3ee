"""kill -9 of a gateway with 1,000 sockets: all come back at once, and each gets each event once, in order."""

import asyncio
import signal
import time

from parley_loadtests.chaos.scene import Scene
from parley_loadtests.reader import Reader

RATE = 4.0  # each send goes to a thousand

_SOCKETS = 1_000
_AT_ONCE = 50
_PATIENCE_SECONDS = 110.0


async def strike(scene: Scene) -> None:
    ground = scene.load.ground
    pattern = Reader(ground.writer)
    await pattern.begin()
    crowd = [Reader(ground.writer, pause_seconds=0.2) for _ in range(_SOCKETS)]
    for reader in crowd:
        reader.begin_at(pattern.cursors, pattern.epoch, pattern.ws_url)
    for first in range(0, _SOCKETS, _AT_ONCE):
        await scene.load.add(*crowd[first : first + _AT_ONCE])
    await scene.deliver()
    # By what the crowd sees, and not by /readyz: while a thousand say hello, it may be late.
    begun = time.monotonic()
    scene.require(scene.stack.send("gateway", signal.SIGKILL), "the gateway was not running")
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not all(reader.connections > 1 and reader.is_caught_up.is_set() for reader in crowd):
            await asyncio.sleep(0.05)
    scene.measure("all back", time.monotonic() - begun)
    await scene.deliver()
    refused = sum(reader.byes != [] for reader in crowd)
    scene.require(not refused, f"{refused} sockets were told that the server is short of something")
