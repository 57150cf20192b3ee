"""`parley status`: what runs, by the supervisor's account and the processes themselves."""

import json
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import psutil

from parley.cli.stack import find_run

NAMES = ("api", "gateway", "worker", "beat", "postgres", "valkey")
_WITH_READYZ = ("api", "gateway", "worker")


def status(*, as_json: bool) -> int:
    """Print it; 0 also with processes dead (they are listed with pid null), 1 where no stack was started."""
    run = find_run()
    if run is None:
        print("Nothing runs here. Start the stack with `make up`.")
        return 1
    host = run.get("environment", {}).get("PARLEY_HOST", "127.0.0.1")
    processes = [_examine(each, host) for each in run.get("processes", [])]
    report = {"public_url": run.get("public_url"), "ws_url": run.get("ws_url"), "processes": processes}
    if as_json:
        print(json.dumps(report))
        return 0
    print(f"Parley at {report['public_url']} (socket {report['ws_url']})")
    for each in processes:
        state = "ready" if each["ready"] else "not ready" if each["pid"] else "dead"
        where = f"port {each['port']}" if each["port"] else ""
        memory = f"{each['memory'] / 1_048_576:.0f} MiB" if each["memory"] else ""
        print(f"  {each['name']:9} {state:10} pid {each['pid'] or '-':>7}  {where:11} {memory:>8}")
    return 0


def _examine(process: dict[str, Any], host: str) -> dict[str, Any]:
    pid, memory = _alive(process.get("pid"))
    name, port = process["name"], process.get("port")
    is_ready = pid is not None and bool(process.get("ready"))
    if pid is not None and name in _WITH_READYZ and port:
        is_ready = _is_ready("127.0.0.1" if host in ("0.0.0.0", "::") else host, port)
    return {"name": name, "pid": pid, "port": port, "memory": memory, "ready": is_ready}


def _alive(pid: int | None) -> tuple[int | None, int | None]:
    """The pid, and the bytes of memory that are its process' own and its children's; None where it is gone."""
    if pid is None:
        return None, None
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None, None
        memory = process.memory_info().rss + sum(
            each.memory_info().rss for each in process.children(recursive=True)
        )
    except psutil.Error:
        return None, None
    return pid, memory


def _is_ready(host: str, port: int) -> bool:
    try:
        # Without the machine's proxies: this never leaves it.
        with build_opener(ProxyHandler({})).open(f"http://{host}:{port}/readyz", timeout=2) as answer:
            return answer.status == 200
    except (URLError, OSError, ValueError):
        return False
