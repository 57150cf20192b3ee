"""The one process that stays: starts what the plan names, restarts what dies, stops all of it in order.

Run as `python -m parley_local.supervisor SUPERVISOR_LOCK CHILDREN_LOCK CHANNEL`, three open descriptors. On the
channel, a socket, it reads the plan, one line of JSON, and answers a line for each step: {"step", "seconds"},
then {"up": true} or {"failed": sentence}. Where the other side hangs up before that, it stops what it started.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from typing import Any

from parley_local import locks, runfile
from parley_local.errors import CannotStart
from parley_local.keeper import Keeper
from parley_local.logfiles import rotate_forever, say
from parley_local.plan import Plan


class Supervisor:
    def __init__(self, plan: Plan, *, children_lock: int, channel: socket.socket) -> None:
        self._plan = plan
        self._channel = channel
        self._started_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._told_to_stop = asyncio.Event()
        self._keeping: list[asyncio.Task[None]] = []
        self._stages = [
            [
                Keeper(
                    program,
                    environment=plan.environment,
                    root=plan.root,
                    log=plan.var / "log" / f"{program.name}.log",
                    inherited=children_lock,
                    changed=self._write,
                    say=say,
                )
                for program in stage
            ]
            for stage in plan.stages
        ]

    async def run(self) -> int:
        """Stay until told to stop; the exit status is 1 where the start failed."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._told_to_stop.set)
        failure = None
        try:
            if not await self._is_interrupted(self._start(), self._hung_up()):
                self._report({"up": True})
                self._channel.close()
                # A keeper that ends by itself has met a bug of ours: better to stop all than to watch half.
                await self._is_interrupted(asyncio.wait(self._keeping, return_when=asyncio.FIRST_COMPLETED))
        except CannotStart as error:
            failure = str(error)
            say(f"the start failed: {failure}")
        finally:
            await self._stop()
        if failure:
            self._report({"failed": failure})
        return 1 if failure else 0

    async def _is_interrupted(self, work: Any, *reasons: Any) -> bool:
        """Do the work until it is done (False), or until we are told to stop or one of the reasons is met (True)."""
        working = asyncio.ensure_future(work)
        others = [asyncio.ensure_future(each) for each in (self._told_to_stop.wait(), *reasons)]
        try:
            await asyncio.wait({working, *others}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
            return not working.done()
        finally:
            for task in (working, *others):
                task.cancel()
            await asyncio.gather(working, *others, return_exceptions=True)

    async def _start(self) -> None:
        for stage in self._stages:
            starting = [asyncio.create_task(self._start_one(each)) for each in stage]
            try:
                await asyncio.gather(*starting)
            finally:
                for task in starting:
                    task.cancel()
                await asyncio.gather(*starting, return_exceptions=True)
            for each in stage:
                each.require_alive()
            self._keeping += [asyncio.create_task(each.keep()) for each in stage if each.lasts]
        self._keeping.append(asyncio.create_task(rotate_forever(self._plan.var / "log")))

    async def _start_one(self, keeper: Keeper) -> None:
        begun = time.monotonic()
        await keeper.start()
        self._report({"step": keeper.label, "seconds": time.monotonic() - begun})

    async def _stop(self) -> None:
        for task in self._keeping:
            task.cancel()
        for outcome in await asyncio.gather(*self._keeping, return_exceptions=True):
            if isinstance(outcome, Exception):
                say(f"a fault of the supervisor's own: {outcome!r}")
        for stage in reversed(self._stages):
            await asyncio.gather(*(each.stop() for each in stage))
        runfile.remove(self._plan.var)
        say("all stopped")

    async def _hung_up(self) -> None:
        while await asyncio.get_running_loop().sock_recv(self._channel, 1024):
            pass
        say("the command that started this has gone")

    def _write(self) -> None:
        data = {
            "supervisor": os.getpid(),
            "started_at": self._started_at,
            "public_url": self._plan.settings.get("PARLEY_PUBLIC_URL"),
            "ws_url": self._plan.settings.get("PARLEY_WS_URL"),
            "environment": self._plan.settings,
            "processes": [each.describe() for stage in self._stages for each in stage if each.lasts],
        }
        try:
            runfile.write(self._plan.var, data)
        except OSError as error:  # a full disk must not end the watch
            say(f"run.json could not be written: {error}")

    def _report(self, line: dict[str, Any]) -> None:
        # Where nobody listens any more, _hung_up notices it.
        with contextlib.suppress(OSError):
            # A few short lines into a fresh socket's buffer: this never waits.
            self._channel.sendall(json.dumps(line).encode() + b"\n")


def main() -> int:
    lock, children_lock, descriptor = map(int, sys.argv[1:])
    os.set_inheritable(lock, False)  # held by being open, and by us alone
    locks.sign(lock)
    channel = socket.socket(fileno=descriptor)
    with channel.makefile("r") as lines:
        text = lines.readline()
    if not text:
        return 1  # whoever wanted this has gone
    plan = Plan.from_json(text)
    channel.setblocking(False)

    async def run() -> int:
        return await Supervisor(plan, children_lock=children_lock, channel=channel).run()

    return asyncio.run(run())


if __name__ == "__main__":
    sys.exit(main())
