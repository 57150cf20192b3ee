"""A server that this process started and ends: PostgreSQL or Valkey beside a test or a benchmark."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parley_local import child
from parley_local.errors import CannotStart

_START_SECONDS = 60
_STOP_SECONDS = 30


def shim(*, parent: int, death: signal.Signals, unprivileged: Sequence[Path] = ()) -> list[str]:
    """What goes before a command so that `child.py` starts it; `parent` is the process that calls."""
    words = [sys.executable, "-I", "-S", child.__file__, "--parent", str(parent), "--death", death.name]
    for path in unprivileged:
        words += ["--unprivileged", str(path)]
    return [*words, "--"]


def last_lines(text: str, count: int = 20) -> str:
    """The end of what a program said, indented."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-count:])


def tail(log: Path, *, since: int = 0) -> str:
    """The last lines of a log from the byte `since` on, indented; empty where there are none."""
    try:
        with log.open("rb") as file:
            file.seek(max(since, file.seek(0, os.SEEK_END) - 16384))
            return last_lines(file.read().decode(errors="replace"))
    except OSError:
        return ""


@dataclass(slots=True)
class Server:
    """A running server: where it is, its process, and the signal that stops it in good order."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path

    def stop(self) -> None:
        """End it in good order, by force after 30 s; it may be gone already."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()


def launch(
    command: Sequence[str],
    *,
    name: str,
    environment: Mapping[str, str],
    log: Path,
    is_ready: Callable[[int], bool],
) -> subprocess.Popen[bytes]:
    """Start `command` and return once `is_ready(pid)` holds. Raises CannotStart, with the end of its log.

    It dies with the thread that calls this, so call it from one that lives long enough, such as the main one.
    """
    with log.open("ab") as output:
        log_start = output.tell()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=dict(environment)
        )

    def excerpt() -> str:
        return tail(log, since=log_start)

    deadline = time.monotonic() + _START_SECONDS
    try:
        while not is_ready(process.pid):
            if process.poll() is not None:
                raise CannotStart(
                    f"{name} ended with status {process.returncode} while starting:\n{excerpt()}"
                )
            if time.monotonic() > deadline:
                raise CannotStart(f"{name} was not ready within {_START_SECONDS} s:\n{excerpt()}")
            time.sleep(0.02)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process
