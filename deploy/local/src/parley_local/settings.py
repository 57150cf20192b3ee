"""The settings of a local stack: the caller's environment, and what is missing in it made up or found."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from parley_local import ports, postgres, valkey
from parley_local.errors import CannotStart
from parley_local.kept import Kept

ROOT = Path(__file__).resolve().parents[4]  # of the checkout: this package is always installed in place

# Of make's, which programs that call make would take for theirs; and what slows every start of Python.
_LEFT_OUT = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKE_TERMOUT", "MAKE_TERMERR", "PYTHONDONTWRITEBYTECODE"}
_PORTS = {"api": "PARLEY_PORT", "gateway": "PARLEY_GATEWAY_PORT", "worker": "PARLEY_WORKER_PORT"}


@dataclass(frozen=True, slots=True)
class Settings:
    """`shown` is what the stack's processes are told; `environment` all they get, with the caller's PATH and so on."""

    shown: dict[str, str]
    environment: dict[str, str]
    kept: Kept
    owns_postgres: bool
    owns_valkey: bool

    @property
    def host(self) -> str:
        return self.shown["PARLEY_HOST"]

    def port(self, name: str) -> int:
        return int(self.shown[_PORTS[name]])

    def listeners(self) -> list[tuple[str, str, int]]:
        """Each service that listens: its name, the setting of its port, the port."""
        return [(name, setting, int(self.shown[setting])) for name, setting in _PORTS.items()]


def var_folder(caller: Mapping[str, str]) -> Path:
    """Where this stack keeps its files: `PARLEY_VAR`, by default `var` in the checkout."""
    return Path(os.path.abspath(os.path.expanduser(caller.get("PARLEY_VAR") or ROOT / "var")))


def settle(caller: Mapping[str, str], var: Path) -> Settings:
    """Decide every setting. Raises CannotStart for a port that is no port, and what `Kept.load` raises."""
    given = {name: value for name, value in caller.items() if name.startswith("PARLEY_")}
    host = given.get("PARLEY_HOST") or "127.0.0.1"
    port, gateway = _api_and_gateway(given, host)
    kept = Kept.load(var, taken={port, gateway})
    web = ROOT / "services" / "web" / "dist"
    near = ports.near(host)
    shown = {
        "PARLEY_SECRET_KEY": kept.secret_key,
        "PARLEY_SETUP_KEY": kept.setup_key,
        **({"PARLEY_WEB_ROOT": str(web)} if (web / "index.html").exists() else {}),
        **given,
        "PARLEY_VAR": str(var),
        "PARLEY_HOST": host,
        "PARLEY_PORT": str(port),
        "PARLEY_GATEWAY_PORT": str(gateway),
        "PARLEY_WORKER_PORT": str(_port(given, "PARLEY_WORKER_PORT") or kept.worker_port),
        "PARLEY_PUBLIC_URL": given.get("PARLEY_PUBLIC_URL") or f"http://{near}:{port}",
        "PARLEY_WS_URL": given.get("PARLEY_WS_URL") or f"ws://{near}:{gateway}/ws",
        "DATABASE_URL": caller.get("DATABASE_URL")
        or postgres.url(kept.postgres_port, kept.postgres_password),
        "REDIS_URL": caller.get("REDIS_URL") or valkey.url(kept.valkey_port, kept.valkey_password),
    }
    inherited = {name: value for name, value in caller.items() if name not in _LEFT_OUT}
    path = os.pathsep.join([str(Path(sys.executable).parent), caller.get("PATH", os.defpath)])
    return Settings(
        shown=shown,
        environment={**inherited, **shown, "PATH": path, "PYTHONUNBUFFERED": "1"},
        kept=kept,
        owns_postgres=not caller.get("DATABASE_URL"),
        owns_valkey=not caller.get("REDIS_URL"),
    )


def _api_and_gateway(given: Mapping[str, str], host: str) -> tuple[int, int]:
    """`PARLEY_PORT`, by default 8000, and the next port; 0 asks for two that are free."""
    gateway = _port(given, "PARLEY_GATEWAY_PORT")
    if given.get("PARLEY_PORT"):
        port = _port(given, "PARLEY_PORT")
        if port == 0:
            port = ports.find_free(host, taken={gateway})
            return port, gateway or ports.find_free(host, taken={port})
    else:
        port = 8000
    return port, gateway or port + 1


def _port(given: Mapping[str, str], name: str) -> int:
    text = given.get(name) or "0"
    if not (text.isascii() and text.isdigit() and int(text) < 65535):
        raise CannotStart(f"{name}={text} is no port: give a number between 1 and 65534.")
    return int(text)
