"""The settings of every process: one frozen object, read once from the environment."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from email.utils import formataddr, parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


class ConfigError(Exception):
    """Some settings are missing, malformed or unknown; `str` names each with what is allowed."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(["These settings are wrong:", *(f"  {fault}" for fault in faults)]))
        self.faults = faults


class Secret(str):
    """A string that hides itself where it could be printed by accident."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def _text(value: str) -> str:
    return value


def _secret(value: str) -> Secret:
    if len(value) < 32:
        raise ValueError("at least 32 characters")
    return Secret(value)


def _one_time_key(value: str) -> Secret:
    if len(value) < 16:
        raise ValueError("at least 16 characters")
    return Secret(value)


def _integer(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"an address that begins with {' or '.join(f'{s}://' for s in schemes)}")
        return value.rstrip("/")

    return parse


def _secret_url(*schemes: str) -> Callable[[str], Secret]:
    parse_url = _url(*schemes)
    return lambda value: Secret(parse_url(value))


def _mail_url(value: str) -> Secret:
    mail_server(value)
    return Secret(value)


def mail_server(url: str) -> dict[str, Any]:
    """One of Django's MAILERS; its deadlines are for each step of a conversation. Raises ValueError."""
    if url == "console:":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts, fault = urlsplit(url), "console: or smtp://user:password@host:port, smtps://…, smtp://…?starttls=1"
    query = dict(parse_qsl(parts.query))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError(fault)
    if query not in ({}, {"starttls": "1"}) or (query and parts.scheme == "smtps"):
        raise ValueError(fault)
    options = {
        "host": parts.hostname,
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": bool(query),
        "timeout": 10,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def _sender(value: str) -> str:
    name, address = parseaddr(value)
    if "@" not in address or any(each in value for each in "\r\n"):
        raise ValueError("an e-mail address, or a name and an address as in Parley <parley@chat.example>")
    return formataddr((name, address))


def _folder(value: str) -> Path:
    path = Path(value)
    if not path.is_absolute():
        raise ValueError("an absolute path")
    return path


def _level(value: str) -> str:
    if value not in ("debug", "info", "warning", "error"):
        raise ValueError("debug, info, warning or error")
    return value


def _outbound(value: str) -> tuple[str, ...]:
    entries = tuple(part.strip() for part in value.split(",") if part.strip())
    for entry in entries:
        try:
            ip_network(entry)
        except ValueError:
            # What no URL's host can be would never match, and nobody would be told.
            if not _HOST.fullmatch(entry) or _NUMBER.fullmatch(entry.rpartition(".")[2]):
                raise ValueError(
                    "hosts (wiki.internal), addresses and networks (10.1.0.0/16), separated by commas;"
                    " without scheme, port or wildcard"
                ) from None
    return entries


def setting(
    name: str, parse: Callable[[str], Any], doc: str, *, default: str | None = None, required: bool = False
) -> Any:
    """A field read from the variable `name`; `doc` is its line in the operator's table."""
    meta = {"name": name, "parse": parse, "doc": doc, "default": default, "required": required}
    return field(metadata=meta)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an operator may set. Where a default is None, `load` works it out from the others."""

    database_url: Secret = setting(
        "DATABASE_URL", _secret_url("postgresql", "postgres"), "The Postgres database.", required=True
    )
    redis_url: Secret = setting(
        "REDIS_URL", _secret_url("redis", "rediss"), "The Redis or Valkey server.", required=True
    )
    secret_key: Secret = setting(
        "PARLEY_SECRET_KEY", _secret, "Signs cookies and links; 32 characters or more.", required=True
    )
    setup_key: Secret | None = setting(
        "PARLEY_SETUP_KEY",
        _one_time_key,
        "What the first-run page must present; without it only the command line sets up.",
    )
    host: str = setting("PARLEY_HOST", _text, "The address that services listen on.", default="127.0.0.1")
    port: int = setting("PARLEY_PORT", _integer(0, 65535), "The port of the api.", default="8000")
    gateway_port: int = setting(
        "PARLEY_GATEWAY_PORT", _integer(0, 65535), "The port of the gateway; else the one after the api's."
    )
    worker_port: int = setting(
        "PARLEY_WORKER_PORT",
        _integer(0, 65535),
        "The port of the worker's health answers; else the second after.",
    )
    public_url: str = setting(
        "PARLEY_PUBLIC_URL",
        _url("http", "https"),
        "The address people open; else loopback and the api's port.",
    )
    ws_url: str = setting(
        "PARLEY_WS_URL",
        _url("ws", "wss"),
        "Where browsers open the socket; else /ws of the public address, or loopback and the gateway's port.",
    )
    web_root: Path | None = setting(
        "PARLEY_WEB_ROOT", _folder, "The folder of the built web client; without it the api serves none."
    )
    var: Path | None = setting(
        "PARLEY_VAR", _folder, "Where `make up` keeps its data; else var/ of the checkout."
    )
    log_level: str = setting("PARLEY_LOG_LEVEL", _level, "The least level that is logged.", default="info")
    send_rate: int = setting(
        "PARLEY_SEND_RATE",
        _integer(0, 100_000),
        "Sends a second for a user; 0 lifts the limit.",
        default="20",
    )
    send_burst: int = setting(
        "PARLEY_SEND_BURST",
        _integer(0, 100_000),
        "Sends at once for a user; 0 lifts the limit.",
        default="60",
    )
    frame_rate: int = setting(
        "PARLEY_FRAME_RATE",
        _integer(0, 100_000),
        "Frames a second from a socket, ten times as many at once; 0 lifts the limit.",
        default="100",
    )
    strangers: int = setting(
        "PARLEY_STRANGERS",
        _integer(1, 100_000),
        "Sockets of one address that have not said who they are, at most.",
        default="200",
    )
    outbound_allow: tuple[str, ...] = setting(
        "PARLEY_OUTBOUND_ALLOW",
        _outbound,
        "Private hosts and networks that outgoing requests may reach, separated by commas.",
        default="",
    )
    mail_url: Secret = setting(
        "PARLEY_MAIL_URL",
        _mail_url,
        "The mail server: `smtp://user:password@host:port`, `smtps://…`, or with `?starttls=1`."
        " `console:` prints mails where the worker logs.",
        default="console:",
    )
    mail_from: str = setting(
        "PARLEY_MAIL_FROM", _sender, "Whom mails come from.", default="Parley <parley@localhost>"
    )
    event_days: int = setting(
        "PARLEY_EVENT_DAYS", _integer(1, 3650), "Days that the log reaches back for clients.", default="14"
    )
    database_pool: int = setting(
        "PARLEY_DATABASE_POOL",
        _integer(1, 200),
        "Connections to Postgres for a process, at most.",
        default="10",
    )


# Kubernetes puts the addresses of its Services into the environment of every container.
_INJECTED = re.compile(r"PARLEY_\w*_SERVICE_\w+|PARLEY_\w*PORT(_\w+)?")


def _is_injected(name: str, value: str) -> bool:
    return bool(_INJECTED.fullmatch(name)) and (
        "_SERVICE_" in name or value.startswith("tcp://") or "_TCP" in name
    )


def is_secret(name: str) -> bool:
    """Whether the setting hides itself; such a one may stand in a file, which `<name>_FILE` names."""
    return name in _SECRETS


_SECRETS = frozenset(
    each.metadata["name"] for each in fields(Config) if Secret in (each.type, *get_args(each.type))
)
_MOST_SECRET_BYTES = 8192


def _read_files(given: dict[str, str], faults: list[str]) -> dict[str, str]:
    """The settings with each `<secret>_FILE` put in: what a container is told by a file is in nobody's `ps`."""
    found = {}
    for name, value in given.items():
        secret = name.removesuffix("_FILE")
        if secret == name or secret not in _SECRETS:
            found[name] = value
        elif value and given.get(secret):
            faults.append(f"{secret} and {name} are both given; leave one out.")
        elif value:
            try:
                with Path(value).open("rb") as file:
                    found[secret] = file.read(_MOST_SECRET_BYTES).decode().rstrip("\r\n")
            except (OSError, ValueError) as fault:
                reason = fault.strerror if isinstance(fault, OSError) else "it is no text"
                faults.append(f"{name}: {value} can't be read: {reason}.")
    return found


def load(environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings; raises ConfigError with every fault at once."""
    given = os.environ if environment is None else environment
    faults: list[str] = []
    given = {name: value for name, value in given.items() if not _is_injected(name, value)}
    given = _read_files(given, faults)
    values: dict[str, Any] = {}
    known = set()
    for each in fields(Config):
        meta = each.metadata
        name = meta["name"]
        known.add(name)
        text = given.get(name) or meta["default"]
        values[each.name] = None
        if text is None:
            if meta["required"] and not any(name in fault for fault in faults):
                faults.append(f"{name} is missing. {meta['doc']}")
            continue
        try:
            values[each.name] = meta["parse"](text) if text != "" or meta["default"] == "" else None
        except ValueError as fault:
            shown = "the value given" if is_secret(name) else repr(text)  # an address may hold a password
            faults.append(f"{name}: {shown} is not allowed; it must be {fault}.")
    faults += [
        f"{name} is not a setting of Parley. The list is in docs/operate/settings.md."
        for name in sorted(given)
        if name.startswith("PARLEY_") and name not in known
    ]
    if faults:
        raise ConfigError(faults)
    port = values["port"]
    if values["gateway_port"] is None:
        values["gateway_port"] = port + 1 if port else 0
    if values["worker_port"] is None:
        values["worker_port"] = port + 2 if port else 0
    if values["ws_url"] is None and values["public_url"]:
        values["ws_url"] = f"ws{values['public_url'].removeprefix('http')}/ws"  # one proxy in front of both
    values["public_url"] = values["public_url"] or f"http://127.0.0.1:{port}"
    values["ws_url"] = values["ws_url"] or f"ws://127.0.0.1:{values['gateway_port']}/ws"
    return Config(**values)


_loaded: Config | None = None


def current() -> Config:
    """The settings of this process, read at the first call."""
    global _loaded
    if _loaded is None:
        _loaded = load()
    return _loaded


def use(config: Config) -> None:
    """Take `config` instead of the environment: for the command line, which finds the stack, and for tests."""
    global _loaded
    _loaded = config


def settings_table() -> str:
    """The operator's table, as Markdown: docs/operate/settings.md is this."""
    lines = ["| setting | default | what it is |", "| --- | --- | --- |"]
    for each in fields(Config):
        meta = each.metadata
        default = "required" if meta["required"] else f"`{meta['default']}`" if meta["default"] else ""
        name = f"`{meta['name']}`" + (f" or `{meta['name']}_FILE`" if is_secret(meta["name"]) else "")
        lines.append(f"| {name} | {default} | {meta['doc']} |")
    return "\n".join(lines) + "\n"
