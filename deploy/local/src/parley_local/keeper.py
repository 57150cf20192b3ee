"""One program under supervision: started, watched, started again when it dies, stopped."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parley_local.errors import CannotStart
from parley_local.plan import Program
from parley_local.probes import is_ready
from parley_local.server import shim, tail

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10
HEALTHY_SECONDS = 30
READY_SECONDS = 120
_WATCH_SECONDS = 2
_POLL_SECONDS = 0.05


class Keeper:
    """`changed` is called after each change of what `describe` tells; `say` writes a line for people."""

    def __init__(
        self,
        program: Program,
        *,
        environment: dict[str, str],
        root: Path,
        log: Path,
        inherited: int,
        changed: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        self.program = program
        self.log = log
        self._environment = environment if program.environment is None else program.environment
        self._root = root
        self._inherited = inherited
        self._changed = changed
        self._say = say
        self._process: Process | None = None
        self._ready = False
        self._restarts = 0
        self._started_at = 0.0
        self._log_start = 0

    @property
    def label(self) -> str:
        return self.program.label or self.program.name

    @property
    def lasts(self) -> bool:
        """Whether it is to be kept alive, unlike a step that ends by itself."""
        return self.program.ready.kind != "done"

    def describe(self) -> dict[str, Any]:
        return {
            "name": self.program.name,
            "pid": None if self._process is None else self._process.pid,
            "port": self.program.port,
            "ready": self._ready,
            "restarts": self._restarts,
        }

    async def start(self) -> None:
        """Return once it is ready, or has done what it is for. Raises CannotStart, with the end of its log."""
        name = self.label
        try:
            async with asyncio.timeout(READY_SECONDS):
                process = await self._spawn()
                ended = await self._watch(process, until_ready=True)
        except TimeoutError:
            raise CannotStart(f"{name} was not ready within {READY_SECONDS} s.{self._excerpt()}") from None
        except OSError as error:
            raise CannotStart(f"{name} could not be started: {error}.") from error
        if ended and process.returncode == 0 and not self.lasts:
            self._forget()
        elif ended:
            self.require_alive()

    def require_alive(self) -> None:
        """Raises CannotStart where it has died since it was started; what only lives may do so late."""
        if self._process is not None and self._process.returncode is not None:
            end = _end_of(self._process)
            self._forget()
            raise CannotStart(f"{self.label} {end} while starting.{self._excerpt()}")

    async def keep(self) -> None:
        """Start it again whenever it dies, for ever; ends only by being cancelled."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            if self._process is not None:
                process = self._process
                await self._watch(process)
                lived = time.monotonic() - self._started_at
                pause = FIRST_PAUSE_SECONDS if lived >= HEALTHY_SECONDS else pause
                self._say(
                    f"{self.program.name} {_end_of(process)} after {lived:.1f} s; starting it again in {pause:g} s"
                )
                self._forget()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._restarts += 1
            try:
                await self._spawn()
            except OSError as error:  # out of memory or processes, say: it may pass
                self._say(f"{self.program.name} could not be started: {error}; trying again in {pause:g} s")

    async def stop(self) -> None:
        """End it in good order, and by force when its time is up."""
        process = self._process
        if process is None:
            return
        _send(process, signal.Signals[self.program.stop])
        try:
            async with asyncio.timeout(self.program.grace_seconds):
                await process.wait()
        except TimeoutError:
            self._say(f"{self.program.name} did not stop within {self.program.grace_seconds:g} s; killing it")
            _send(process, signal.SIGKILL)
            await process.wait()
        self._forget()
        self._say(f"{self.program.name} stopped")

    async def _spawn(self) -> Process:
        program = self.program
        prefix = shim(
            parent=os.getpid(),
            death=signal.Signals[program.death],
            unprivileged=[Path(each) for each in program.unprivileged],
        )
        with self.log.open("ab") as output:
            self._log_start = output.tell()
            self._process = await asyncio.create_subprocess_exec(
                *prefix,
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                cwd=self._root,
                pass_fds=(self._inherited,),
                process_group=0,
            )
        self._started_at = time.monotonic()
        self._changed()
        self._say(f"{program.name} started, pid {self._process.pid}")
        return self._process

    async def _watch(self, process: Process, *, until_ready: bool = False) -> bool:
        """Keep `ready` true to life; True once the process has ended, False where it only became ready."""
        exited = asyncio.ensure_future(process.wait())
        try:
            while True:
                pause = _WATCH_SECONDS if self._ready else _POLL_SECONDS
                await asyncio.wait({exited}, timeout=pause)
                if exited.done():
                    return True
                lived = time.monotonic() - self._started_at
                ready = await is_ready(self.program.ready, pid=process.pid, lived_seconds=lived)
                if ready != self._ready and process.returncode is None:
                    self._ready = ready
                    self._say(f"{self.program.name} is {'ready' if ready else 'not ready'}")
                    self._changed()
                if until_ready and self._ready:
                    return False
        finally:
            exited.cancel()

    def _forget(self) -> None:
        self._process = None
        self._ready = False
        self._changed()

    def _excerpt(self) -> str:
        text = tail(self.log, since=self._log_start)
        return f" The end of {self.log}:\n{text}" if text else ""


def _end_of(process: Process) -> str:
    code = process.returncode or 0
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


def _send(process: Process, number: signal.Signals) -> None:
    try:
        # Its whole group by force, so that nothing it started outlives it; else only it, who ends its own in order.
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except ProcessLookupError:
        pass  # it went by itself meanwhile
