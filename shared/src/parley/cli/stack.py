"""Find the stack of this checkout: what its supervisor wrote into var/run.json."""

import json
import os
from pathlib import Path
from typing import Any

import parley


def find_run() -> dict[str, Any] | None:
    """The running stack's own account of itself, or None where none was started from this checkout."""
    given = os.environ.get("PARLEY_VAR")
    folder = Path(given) if given else Path(parley.__path__[0]).parents[2] / "var"
    try:
        run = json.loads((folder / "run.json").read_text())
    except (OSError, ValueError):
        return None
    return run if isinstance(run, dict) else None


def find_environment() -> dict[str, str]:
    """The settings that the stack's processes have; empty where it does not run."""
    run = find_run()
    return dict(run.get("environment", {})) if run else {}
