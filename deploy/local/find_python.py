"""Finds the interpreters on a machine that Parley can use. Standard library only, for Python 3.9 and newer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WANTED = ("3.13", "3.12")  # best first; what the locks and tests know


def find_python() -> str | None:
    """The path of the best interpreter that answers, or None."""
    for version in WANTED:
        for candidate in _candidates(version):
            found, path = _ask(candidate)
            if found == version:
                return path
    return None


def version_of(python: str | Path) -> str | None:
    """Such as "3.13"; None where it does not run: a broken link, or a version manager's shim that refuses."""
    return _ask(python)[0]


def _ask(python: str | Path) -> tuple[str | None, str]:
    # It also tells where it really is: a shim's answer depends on the folder it is asked in.
    code = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
    try:
        done = subprocess.run(
            [str(python), "-I", "-S", "-c", code], capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, ""
    if done.returncode != 0:
        return None, ""
    version, _, path = done.stdout.strip().partition(" ")
    return version, path


def _candidates(version: str) -> list[str]:
    name = f"python{version}"
    found = [shutil.which(name), sys.executable]
    # Pyenv keeps versions beside the one that is in use, and its shims run only that one.
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found += [str(path) for path in sorted(pyenv.glob(f"versions/{version}*/bin/{name}"), reverse=True)]
    found += [f"{folder}/{name}" for folder in ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin")]
    return [path for path in found if path and os.path.exists(path)]
