"""kill -9 of the api: what was asked of it is asked again, and happens once."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.kill("api")
