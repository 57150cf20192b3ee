"""The api is stopped for 8 s and goes on: what was asked of it meanwhile happens once."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.freeze("api", 8)
