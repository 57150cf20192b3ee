"""Who is alive, told by locks that the kernel drops with their holder: no process id is ever taken on trust."""

import fcntl
import os
import time
from pathlib import Path

# Held by the supervisor for as long as it lives, and by whoever is about to start one; names the supervisor.
SUPERVISOR = "supervisor.lock"
# Inherited by all that the supervisor starts: free only when the last of them is gone.
CHILDREN = "children.lock"


def try_lock(file: Path) -> int | None:
    """An open descriptor that holds the lock and names nobody yet, or None where another process holds it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def wait_lock(file: Path, seconds: float) -> int | None:
    """What `try_lock` returns, tried for so many seconds."""
    deadline = time.monotonic() + seconds
    while (descriptor := try_lock(file)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return descriptor


def sign(descriptor: int) -> None:
    """Name this process as the holder."""
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)


def holder(file: Path) -> int | None:
    """The process that signed the lock; true only while the lock is held."""
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None
