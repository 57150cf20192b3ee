"""A fast restart of Postgres: every session is ended in the middle of what it does."""

import signal

from parley_loadtests.chaos.scene import Scene


async def strike(scene: Scene) -> None:
    await scene.end("postgres", signal.SIGINT)
