"""kill -9 of Postgres: it recovers from its log, and every promise is in it."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.kill("postgres")
