"""The log files under var/log: bounded in size; and the supervisor's own lines."""

import asyncio
import contextlib
import shutil
import time
from pathlib import Path

MAX_BYTES = 10_000_000
KEPT = 3
_EVERY_SECONDS = 10


def say(line: str) -> None:
    """Write a line to our own log; where the disk is full it is lost."""
    with contextlib.suppress(OSError):
        print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {line}", flush=True)


async def rotate_forever(folder: Path) -> None:
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        try:
            await asyncio.to_thread(rotate, folder)
        except OSError as error:
            say(f"the logs could not be rotated: {error}")


def rotate(folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Copy each log that has grown too long aside, and empty it; the last three copies are kept.

    The program keeps its open file, which it appends to, so it need not know. What it writes between the copy and
    the emptying is lost; renaming would lose nothing, but would need a restart.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size <= max_bytes:
            continue
        for number in range(KEPT, 1, -1):
            older = log.with_name(f"{log.name}.{number - 1}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number}"))
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        with log.open("r+b") as file:
            file.truncate()
