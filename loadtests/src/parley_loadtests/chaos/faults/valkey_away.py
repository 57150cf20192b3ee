"""Valkey is away for 20 s: sends are acknowledged and delivered meanwhile, and the bus is back within 2 s."""

import signal
import time

from parley_loadtests.chaos.scene import Scene

_AWAY_SECONDS = 20


async def strike(scene: Scene) -> None:
    stack, begun = scene.stack, time.monotonic()
    with stack.unattended():
        pid = stack.pid_of("valkey")
        scene.require(stack.send("valkey", signal.SIGTERM), "valkey was not running")
        await scene.steady(_AWAY_SECONDS)
        await scene.deliver()
        scene.judge_meanwhile(since=begun)
    await stack.back("valkey", after=pid)
    await scene.delivery_back(since=time.monotonic())
    await stack.back("worker", after=None)
