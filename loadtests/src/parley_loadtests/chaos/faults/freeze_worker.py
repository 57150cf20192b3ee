"""The worker is stopped for 8 s and goes on."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.freeze("worker", 8)
