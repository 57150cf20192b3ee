"""`make down`: stop the stack in good order."""

import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from parley_local import locks
from parley_local.errors import CannotStart
from parley_local.orphans import sweep
from parley_local.settings import var_folder

_STOP_SECONDS = 120


def down(caller: Mapping[str, str]) -> int:
    """The exit status: 0 with nothing running, whether or not something was."""
    var = var_folder(caller)
    if not (var / locks.SUPERVISOR).exists():
        print("Parley is not running.")
        return 0
    try:
        was_running = _stop(var / locks.SUPERVISOR)
        if not was_running:
            os.close(sweep(var))
        print("Parley is down." if was_running else "Parley is not running.")
        return 0
    except CannotStart as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"Parley cannot be stopped: {error}.", file=sys.stderr)
    return 1


def _stop(file: Path) -> bool:
    """Whether there was a supervisor; it is gone now. Raises CannotStart where it stays."""
    told: int | None = None
    deadline = time.monotonic() + _STOP_SECONDS
    while (lock := locks.try_lock(file)) is None:
        # Unsigned, somebody is just about to start one: that one is then told.
        pid = locks.holder(file)
        if pid is not None and pid != told:
            os.kill(pid, signal.SIGTERM)
            told = pid
        if time.monotonic() > deadline:
            log = file.parent / "log" / "supervisor.log"
            raise CannotStart(f"Parley did not stop within {_STOP_SECONDS} s: see {log}.")
        time.sleep(0.05)
    os.close(lock)
    return told is not None
