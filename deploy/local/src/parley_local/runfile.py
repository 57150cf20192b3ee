"""var/run.json: what runs, for `parley status` and for whoever else looks. Written by the supervisor only."""

import json
import os
from pathlib import Path
from typing import Any


def path(var: Path) -> Path:
    return var / "run.json"


def read(var: Path) -> dict[str, Any] | None:
    """What the file says, true or stale; None where there is none, or half a one."""
    try:
        data = json.loads(path(var).read_text())
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def write(var: Path, data: dict[str, Any]) -> None:
    """Replace it in one step. It holds passwords, so it is the owner's alone."""
    replace(path(var), json.dumps(data, indent=2) + "\n")


def remove(var: Path) -> None:
    path(var).unlink(missing_ok=True)


def replace(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
            output.write(text)
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def not_ready(data: dict[str, Any]) -> list[str]:
    """The names of the processes that are not ready."""
    return [process["name"] for process in data["processes"] if not process["ready"]]
