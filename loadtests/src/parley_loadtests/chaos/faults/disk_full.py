"""Postgres can write no more, as on a full disk, and dies of it: it comes back with room, and every promise is kept."""

import time
from contextlib import suppress

import psutil

from parley_loadtests.chaos.scene import Scene

# Less than a segment of its log: the next write beyond it fails, and Postgres panics, as it must.
_BYTES = 64 * 1024


async def strike(scene: Scene) -> None:
    pid = scene.stack.pid_of("postgres")
    begun = time.monotonic()
    if pid is None or not hasattr(psutil.Process, "rlimit"):
        scene.verdict.faults.append("a process' limits can be set on Linux only, and while Postgres lives")
        return
    postmaster = psutil.Process(pid)
    # By file and not by disk: what is full for Postgres is full for nobody else. The next process has room again.
    for each in (postmaster, *postmaster.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            each.rlimit(psutil.RLIMIT_FSIZE, (_BYTES, _BYTES))
    await scene.stack.back("postgres", after=pid)
    scene.measure("postgres back", time.monotonic() - begun)
