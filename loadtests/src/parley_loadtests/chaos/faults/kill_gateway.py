"""kill -9 of the gateway: its sockets come back with their cursors."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.kill("gateway")
