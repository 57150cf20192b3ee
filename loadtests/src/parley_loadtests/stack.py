"""A whole Parley of one's own, beside whatever else runs: started, asked, and stopped from outside."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class StackFailed(Exception):
    """The stack did not start; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack, known by what its supervisor wrote down."""

    var: Path

    def run(self) -> dict[str, Any]:
        return json.loads((self.var / "run.json").read_text())

    @property
    def public_url(self) -> str:
        return self.run()["public_url"]

    @property
    def environment(self) -> dict[str, str]:
        return self.run()["environment"]

    def pid_of(self, name: str) -> int | None:
        """The process' pid as the supervisor knows it; None while it is dead."""
        return next(each["pid"] for each in self.run()["processes"] if each["name"] == name)

    def kill(self, name: str) -> bool:
        """kill -9 the process; False where it is dead already."""
        pid = self.pid_of(name)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def parley(self, *arguments: str) -> Any:
        """Run the command `parley` on this stack, and read its JSON."""
        command = [str(Path(sys.executable).with_name("parley")), *arguments, "--json"]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise StackFailed(done.stderr)
        return json.loads(done.stdout)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PARLEY_VAR": str(self.var)}


def find_var() -> Path:
    """Where the stack of this checkout keeps its data."""
    given = os.environ.get("PARLEY_VAR")
    return Path(given) if given else Path(__file__).parents[3] / "var"


@contextmanager
def running_stack(var: Path, settings: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """Start on free ports with its data under `var`; stopped at the end. Raises StackFailed."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    mine = {name: value for name, value in mine.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment = {**mine, "PARLEY_VAR": str(var), "PARLEY_PORT": "0", **(settings or {})}
    command = [sys.executable, "-m", "parley_local"]
    up = subprocess.run([*command, "up"], env=environment, capture_output=True, text=True, check=False)
    if up.returncode:
        raise StackFailed(up.stdout + up.stderr)
    try:
        yield Stack(var)
    finally:
        subprocess.run([*command, "down"], env=environment, capture_output=True, check=False)
