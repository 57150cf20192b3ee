"""Drives a stack as a person does, for the tests of this package."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

_ELSEWHERE = {"DATABASE_URL", "REDIS_URL"}


def until(condition: Callable[[], object], *, seconds: float = 30) -> None:
    """Wait for a condition; fails where it does not come to hold in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(0.05)


class Stack:
    """A stack on free ports with its files in `var`; `command` is what takes the words up and down."""

    def __init__(
        self, var: Path, command: Sequence[str | Path] = (sys.executable, "-m", "parley_local")
    ) -> None:
        self.var = var
        self.command = command
        caller = {k: v for k, v in os.environ.items() if not k.startswith("PARLEY_") and k not in _ELSEWHERE}
        self.environment = {**caller, "PARLEY_VAR": str(var), "PARLEY_PORT": "0"}

    def begin(self, word: str = "up", **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.command, word],
            env={**self.environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self, **settings: str) -> tuple[int, str]:
        """The exit status, and what was printed."""
        return finish(self.begin("up", **settings))

    def down(self) -> tuple[int, str]:
        return finish(self.begin("down"))

    def run(self) -> dict[str, Any]:
        """What run.json says; nothing where there is none."""
        try:
            return json.loads((self.var / "run.json").read_text())
        except FileNotFoundError:
            return {}

    def process(self, name: str) -> dict[str, Any]:
        return next(each for each in self.run()["processes"] if each["name"] == name)

    def pids(self) -> dict[str, int]:
        run = self.run()
        return {"supervisor": run["supervisor"]} | {each["name"]: each["pid"] for each in run["processes"]}

    def log(self, name: str) -> str:
        file = self.var / "log" / f"{name}.log"
        return file.read_text() if file.exists() else ""

    def leftovers(self) -> list[str]:
        """The command line of each living process that has to do with this stack's folder."""
        found: list[str] = []
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline())
                files = [words, *(file.path for file in process.open_files())]
                if process.pid != os.getpid() and any(f"{self.var}/" in each for each in files):
                    found.append(words)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


def finish(process: subprocess.Popen[str], *, seconds: float = 120) -> tuple[int, str]:
    """The exit status, and what was printed."""
    output, _ = process.communicate(timeout=seconds)
    return process.returncode, output
