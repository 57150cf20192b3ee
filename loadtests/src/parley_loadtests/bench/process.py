"""A server in a process of its own, for as long as a comparison lasts."""

import asyncio
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from parley_local.server import tail

_PATIENCE_SECONDS = 60.0


@asynccontextmanager
async def serving(
    words: Sequence[str], environment: Mapping[str, str], log: Path, *, health: str
) -> AsyncIterator[psutil.Process]:
    """Run Python with `words` until the block ends; it begins once `health` answers anything at all."""
    process = _start(words, environment, log)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await asyncio.to_thread(_answers, health):
                if process.poll() is not None:
                    raise RuntimeError(f"{words[1]} ended while it started: {tail(log)}")
                await asyncio.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start(words: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *words], env={**kept, **environment}, stdout=output, stderr=output
        )


def cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # it is our own machine
    try:
        with opener.open(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
