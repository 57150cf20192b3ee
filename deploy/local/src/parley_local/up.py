"""`make up`: start the stack, or find it started; return when every process is ready."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parley_local import checks, locks, ports, postgres, processes, runfile
from parley_local.errors import CannotStart
from parley_local.kept import is_saved
from parley_local.orphans import sweep
from parley_local.plan import Plan
from parley_local.server import tail
from parley_local.settings import ROOT, Settings, settle, var_folder

_OTHER_START_SECONDS = 180
_STOP_SECONDS = 90


def up(caller: Mapping[str, str], *, services: processes.Services = processes.parley) -> int:
    """The exit status: 0 with every process ready, 1 with a plain sentence on stderr and nothing started."""
    try:
        var = var_folder(caller)
        checks.require_folder(var)
        lock = _lock_or_wait(var)
        if lock is None:
            _announce(var, first_line="Parley is up already at")
            return 0
        try:
            _start(caller, var, services, lock)
        finally:
            os.close(lock)  # the supervisor, where there is one, has it open too
        _announce(var, first_line="Parley is up at")
        return 0
    except CannotStart as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nParley cannot start: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped: nothing was left running.", file=sys.stderr)
        return 130


def _lock_or_wait(var: Path) -> int | None:
    """The supervisor's lock, or None where another supervisor has it and all it runs is ready."""
    deadline = time.monotonic() + _OTHER_START_SECONDS
    told = False
    while True:
        lock = locks.try_lock(var / locks.SUPERVISOR)
        if lock is not None:
            return lock
        run = runfile.read(var)
        if run and run["supervisor"] != locks.holder(var / locks.SUPERVISOR):
            run = None  # of an earlier supervisor, which was killed
        if run and run["processes"] and not runfile.not_ready(run):
            return None
        if not told:
            print("  another start or stop is under way; waiting for it", flush=True)
            told = True
        if time.monotonic() > deadline:
            names = ", ".join(runfile.not_ready(run)) if run else "the whole of it"
            raise CannotStart(
                f"Parley is running, but not ready: {names}. See `make logs`, or try `make restart`."
            )
        time.sleep(0.1)


def _start(caller: Mapping[str, str], var: Path, services: processes.Services, lock: int) -> None:
    children_lock = sweep(var)
    try:
        checks.require_space(var)
        settings = settle(caller, var)
        checks.require_settings(settings.shown)
        checks.require_ports(settings)
        _prepare_database(settings, var)
        settings.kept.save(var)
        stages = [processes.servers(settings, var), *services(settings, var)]
        plan = Plan(
            root=ROOT, var=var, settings=settings.shown, environment=settings.environment, stages=stages
        )
        _run_supervisor(plan, lock, children_lock)
    finally:
        os.close(children_lock)


def _prepare_database(settings: Settings, var: Path) -> None:
    data = var / "postgres"
    if not settings.owns_postgres:
        return
    begun = time.monotonic()
    if not postgres.is_initialised(data):
        postgres.initialise(data, settings.kept.postgres_password)
        _step("database made", time.monotonic() - begun)
    elif not is_saved(var):
        postgres.set_password(data, settings.kept.postgres_password)
        _step("database unlocked", time.monotonic() - begun)


def _run_supervisor(plan: Plan, lock: int, children_lock: int) -> None:
    """Return when all is ready. Raises CannotStart, or KeyboardInterrupt, after everything has been stopped."""
    ours, theirs = socket.socketpair()
    log = plan.var / "log" / "supervisor.log"
    with log.open("ab") as output:
        log_start = output.tell()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "parley_local.supervisor",
                *map(str, (lock, children_lock, theirs.fileno())),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=plan.root,
            env=plan.environment,
            pass_fds=(lock, children_lock, theirs.fileno()),
            start_new_session=True,  # a Ctrl-C in this terminal is not meant for it
        )
    theirs.close()
    with ours, ours.makefile("rw") as channel:
        try:
            channel.write(plan.to_json() + "\n")
            channel.flush()
            for line in channel:
                report: dict[str, Any] = json.loads(line)
                if "step" in report:
                    _step(report["step"], report["seconds"])
                elif "failed" in report:
                    process.wait()
                    raise CannotStart(report["failed"])
                else:
                    return
        except KeyboardInterrupt:
            print("\n  stopping what was started", file=sys.stderr, flush=True)
            _end(process)
            raise
    process.wait()
    excerpt = tail(log, since=log_start)
    raise CannotStart(f"Parley was stopped while it started. The end of {log}:\n{excerpt}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()  # which ends its children
        process.wait()


def _announce(var: Path, *, first_line: str) -> None:
    run = runfile.read(var) or {}
    url = run.get("public_url")
    print(f"\n{first_line} {url}")
    environment = run.get("environment", {})
    if _needs_setup(environment):
        print(f"Set up the workspace: {url}/setup?key={environment['PARLEY_SETUP_KEY']}")
    sys.stdout.flush()


def _needs_setup(environment: Mapping[str, str]) -> bool:
    try:
        near = ports.near(environment["PARLEY_HOST"])
        url = f"http://{near}:{environment['PARLEY_PORT']}/api/v1/setup"
        # Never by way of a proxy: this is our own machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=5) as answer:
            return bool(json.load(answer)["needed"])
    except (OSError, ValueError, KeyError, TypeError):
        return False  # the link is only an offer


def _step(name: str, seconds: float) -> None:
    print(f"  {name:<18}{seconds:8.1f} s", flush=True)
