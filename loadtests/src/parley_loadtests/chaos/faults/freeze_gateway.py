"""The gateway is stopped for 8 s and goes on: sockets that gave it up resume elsewhere in time."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.freeze("gateway", 8)
