"""kill -9 of the worker: its jobs are free again when their lease is over."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.kill("worker")
