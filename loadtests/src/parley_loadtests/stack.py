"""A whole Parley of one's own, beside whatever else runs: started, asked, struck, and stopped from outside."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from parley_local import postgres, valkey

_PATIENCE_SECONDS = 60.0
_POLL_SECONDS = 0.05


class StackFailed(Exception):
    """The stack did not start, or did not come back; the text is what it said."""


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

    def find(self, name: str) -> dict[str, Any]:
        """What the supervisor knows of a process: its pid (None while it is dead), its port."""
        return next(each for each in self.run()["processes"] if each["name"] == name)

    def pid_of(self, name: str) -> int | None:
        return self.find(name)["pid"]

    def send(self, name: str, number: signal.Signals) -> bool:
        """Send a signal to the process; False where it is dead already."""
        pid = self.pid_of(name)
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    async def back(self, name: str, *, after: int | None) -> None:
        """Return once the process is another one than `after` and can be used. Raises StackFailed."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while (pid := self.pid_of(name)) is None or pid == after or not await self.is_ready(name):
            if asyncio.get_running_loop().time() > deadline:
                raise StackFailed(f"{name} did not come back within {_PATIENCE_SECONDS:.0f} s")
            await asyncio.sleep(_POLL_SECONDS)

    async def is_ready(self, name: str) -> bool:
        """By the process itself: the supervisor looks every other second only, and may be held."""
        process = self.find(name)
        if process["pid"] is None:
            return False
        match name:
            case "postgres":
                return postgres.is_ready(self.var / "postgres", process["pid"])
            case "valkey":
                password = self.environment["REDIS_URL"].partition("://:")[2].partition("@")[0]
                return await asyncio.to_thread(valkey.is_ready, process["port"], password)
            case "beat":
                return psutil.pid_exists(process["pid"])
            case _:
                return await asyncio.to_thread(_answers_200, f"http://127.0.0.1:{process['port']}/readyz")

    @contextmanager
    def unattended(self) -> Iterator[None]:
        """Nothing that dies is started again before the end."""
        supervisor = self.run()["supervisor"]
        os.kill(supervisor, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)

    @asynccontextmanager
    async def frozen(self, name: str) -> AsyncIterator[None]:
        """SIGSTOP for the process and its children, SIGCONT at the end: it lives, and does nothing."""
        pid = self.pid_of(name)
        if pid is None:
            raise StackFailed(f"{name} does not run")
        family = [psutil.Process(pid)]
        try:
            os.kill(pid, signal.SIGSTOP)  # first, so that it makes no more of them
            family += family[0].children(recursive=True)
            for each in family[1:]:
                with suppress(psutil.NoSuchProcess):
                    each.suspend()
            yield
        finally:
            for each in reversed(family):
                with suppress(psutil.NoSuchProcess):
                    each.resume()

    def parley(self, *arguments: str) -> Any:
        """Run the command `parley` on this stack, and read its JSON."""
        command = [str(Path(sys.executable).with_name("parley")), *arguments, "--json"]
        # What is said to a load run is no setting of Parley's.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_LOAD_")}
        environment = {**kept, "PARLEY_VAR": str(self.var)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StackFailed(done.stderr)
        return json.loads(done.stdout)

    def make_person(self, handle: str, *, role: str) -> str:
        """A person of that handle; their token."""
        email, password = f"{handle}@tidewater.example", f"{handle} at the harbour"
        person = ("--email", email, "--handle", handle, "--password", password, "--role", role)
        self.parley("user", "create", *person)
        return self.parley("token", "create", "--user", handle)["token"]


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


def _answers_200(url: str) -> bool:
    # Never by way of a proxy: this is our own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return answer.status == 200
    except (OSError, ValueError):
        return False
