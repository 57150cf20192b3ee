"""The processes of Parley on one machine, as data."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from parley_local import ports, postgres, valkey
from parley_local.plan import Program, Ready, Stage
from parley_local.settings import Settings

# Given the settings and the folder var: what runs besides the servers. Tests pass their own.
type Services = Callable[[Settings, Path], list[Stage]]

_UVICORN = ("--loop", "uvloop", "--no-access-log", "--log-level", "warning")
_BOUNDED = "parley_api.inbound:BoundedProtocol"
_DRAIN = ("--timeout-graceful-shutdown", "10")
# Longer than proxies and clients keep one (60 s): whoever ends an idle connection first must not be the server, or
# a POST that is on its way then is lost, and nobody may repeat it unasked.
_KEEP_ALIVE = ("--timeout-keep-alive", "75")
_WORKER_POOL = "parley_worker.pool:AioPool"


def servers(settings: Settings, var: Path) -> Stage:
    """PostgreSQL and Valkey, each unless the caller has given one; writes Valkey's configuration."""
    kept, stage = settings.kept, []
    if settings.owns_postgres:
        data = var / "postgres"
        stage.append(
            Program(
                name="postgres",
                label="PostgreSQL",
                command=postgres.command(data, kept.postgres_port, postgres.DURABLE),
                ready=Ready("postgres", str(data)),
                port=kept.postgres_port,
                stop=postgres.STOP_SIGNAL.name,
                death=postgres.STOP_SIGNAL.name,  # not by force: its backends would outlive it for a moment
                grace_seconds=60,
                unprivileged=[str(data)],
                environment=postgres.environment(),
            )
        )
    if settings.owns_valkey:
        port, password = kept.valkey_port, kept.valkey_password
        stage.append(
            Program(
                name="valkey",
                label="Valkey",
                command=valkey.configure(var / "valkey", port, password),
                ready=Ready("valkey", str(port), password),
                port=port,
                stop=valkey.STOP_SIGNAL.name,
                death=signal.SIGKILL.name,
                environment=valkey.environment(),
            )
        )
    return stage


def parley(settings: Settings, var: Path) -> list[Stage]:
    """The migrations, and a look at a Redis that is not ours; then the four processes that are Parley."""
    migrate = Program(
        name="migrate",
        label="migrations",
        command=[sys.executable, "-m", "parley_local.migrate", _script("parley")],
        ready=Ready("done"),
    )
    reach = Program(
        name="redis",
        label="Redis",
        command=[sys.executable, "-m", "parley_local.reach"],
        ready=Ready("done"),
    )
    web = [_script("uvicorn"), "--host", settings.host, *_UVICORN, *_DRAIN, *_KEEP_ALIVE]
    api = ["parley_api.asgi:application", "--port", str(settings.port("api")), "--ws", "none"]
    api += ["--http", _BOUNDED]
    gateway = ["parley_gateway.asgi:application", "--port", str(settings.port("gateway"))]
    servers = "parley_gateway.under_uvicorn"
    sockets = ["--http", f"{servers}:Handshakes", "--ws", f"{servers}:Frames"]
    sockets += ["--ws-max-size", "524288", "--ws-per-message-deflate", "false"]
    quiet = ["--loglevel", "warning"]
    celery = [_script("celery"), "-A", "parley_worker.app"]
    worker = ["worker", "--pool=custom", "-c", "200", "--without-gossip", "--without-mingle", *quiet]
    beat = ["beat", "--schedule", str(var / "beat-schedule"), "--pidfile=", *quiet]
    return [
        *([] if settings.owns_valkey else [[reach]]),
        [migrate],
        [
            _listening("api", [*web, *api], settings),
            _listening("gateway", [*web, *gateway, *sockets], settings),
            _listening("worker", [*celery, *worker], settings, CELERY_CUSTOM_WORKER_POOL=_WORKER_POOL),
            Program(name="beat", command=[*celery, *beat], ready=Ready("alive")),
        ],
    ]


def _listening(name: str, command: list[str], settings: Settings, **more: str) -> Program:
    port = settings.port(name)
    return Program(
        name=name,
        command=command,
        ready=Ready("http", f"http://{ports.near(settings.host)}:{port}/readyz"),
        port=port,
        environment={**settings.environment, **more} if more else None,
    )


def _script(name: str) -> str:
    return str(Path(sys.executable).parent / name)
