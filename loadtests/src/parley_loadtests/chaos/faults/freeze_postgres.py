"""Postgres is stopped for 10 s and goes on: nobody waits for ever, and nothing is half done."""

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.freeze("postgres", 10)
