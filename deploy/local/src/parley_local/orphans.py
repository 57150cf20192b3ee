"""What a killed supervisor left: waited for, and ended by force where it stays."""

import os
import signal
from pathlib import Path

from parley_local import locks, runfile
from parley_local.errors import CannotStart

_PATIENCE_SECONDS = 10
_FORCE_SECONDS = 10


def sweep(var: Path) -> int:
    """Take the children's lock once nobody is left of an earlier run, and forget that run.

    The caller holds the supervisor's lock, so whoever is left has no supervisor and is on its way out: the kernel
    told it so. Raises CannotStart where it stays all the same.
    """
    file = var / locks.CHILDREN
    lock = locks.wait_lock(file, _PATIENCE_SECONDS)
    if lock is None:
        print("  ending what an earlier run left behind", flush=True)
        _kill_recorded(var)
        lock = locks.wait_lock(file, _FORCE_SECONDS)
    if lock is None:
        raise CannotStart(
            f"Processes of an earlier run still use {var}: end them (`fuser {file}` names them)."
        )
    runfile.remove(var)
    return lock


def _kill_recorded(var: Path) -> None:
    run = runfile.read(var) or {}
    for process in run.get("processes", []):
        pid = process["pid"]
        try:
            # The number of a session is not given anew while a process of it lives: so this one is of that run.
            if pid and os.getsid(pid) == run["supervisor"]:
                os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
