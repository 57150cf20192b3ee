"""kill -9 of beat: nudges go on, and the next beat sweeps."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.kill("beat")
