"""What is asked of a connection before it is a socket, and how one is refused."""

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import msgspec

from parley import config
from parley.errors import Invalid, NotFound, ParleyError, RateLimited, Unavailable, WrongOrigin
from parley_gateway.credentials import Credentials, read_credentials
from parley_gateway.under_daphne import find_protocol, refuse_with
from parley_gateway.wire import Send

SUBPROTOCOL = "parley.v1"
MAX_SOCKETS = 20_000

_DEFAULT_PORTS = {"http": 80, "https": 443}


class SubprotocolMissing(Invalid):
    code = "subprotocol"
    title = "The subprotocol is missing"
    detail = f"Ask for the subprotocol {SUBPROTOCOL}."


@dataclass(frozen=True, slots=True)
class Handshake:
    """A connection that may become a socket."""

    host: str
    credentials: Credentials


class Strangers:
    """How many sockets without an identity each host has open.

    Behind a proxy that does not tell addresses, all of its clients are one host.
    """

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def admit(self, host: str) -> None:
        """Raises RateLimited."""
        if self._count[host] >= config.current().strangers:
            raise RateLimited("Too many sockets of this address have not said who they are.", retry_after=5)
        self._count[host] += 1

    def forget(self, host: str) -> None:
        self._count[host] -= 1
        if self._count[host] <= 0:
            del self._count[host]


def judge(scope: Any) -> Handshake:
    """Raises SubprotocolMissing, WrongOrigin, Invalid."""
    if SUBPROTOCOL not in scope.get("subprotocols", ()):
        raise SubprotocolMissing
    headers = dict(scope["headers"])
    credentials = read_credentials(headers)
    if credentials.session_key is not None:
        _require_own_page(headers)
    client = scope.get("client") or ("", 0)
    return Handshake(str(client[0]), credentials)


def _require_own_page(headers: dict[bytes, bytes]) -> None:
    """A browser sends the cookie for whatever page opens a socket: it must be one of ours."""
    origin = headers.get(b"origin")
    if origin is None:
        is_ours = headers.get(b"sec-fetch-site") == b"same-origin"
    else:
        is_ours = _origin(origin.decode("latin-1")) == _origin(config.current().public_url)
    if not is_ours:
        raise WrongOrigin


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None


async def refuse(scope: Any, send: Send, error: ParleyError) -> None:
    """Answer the handshake with a problem (RFC 9457); a server that can't, neither uvicorn nor daphne, with 403."""
    headers = [(b"content-type", b"application/problem+json")]
    if isinstance(error, RateLimited | Unavailable):
        headers.append((b"retry-after", str(error.retry_after or 1).encode()))
    body = problem(error)
    if "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": error.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body})
        return
    if (protocol := find_protocol(send)) is not None:
        refuse_with(protocol, _response(error.status, headers, body))
    await send({"type": "websocket.close"})


def _response(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> bytes:
    given = [*headers, (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in given)
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode() + lines + b"\r\n" + body


def problem(error: ParleyError) -> bytes:
    return msgspec.json.encode(
        {
            "type": "about:blank",
            "title": error.title,
            "status": error.status,
            "code": error.code,
            "detail": error.detail,
        }
    )


async def refuse_path(scope: Any, receive: Any, send: Send) -> None:
    """The sockets' other paths: there are none."""
    await receive()
    await refuse(scope, send, NotFound("The socket is at /ws."))
