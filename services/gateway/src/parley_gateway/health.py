"""The gateway's few answers over HTTP: whether the process lives, and whether it can serve."""

import asyncio
import time
from http import HTTPStatus
from typing import Any

import msgspec

from parley import db
from parley.errors import NotFound, ParleyError, Unavailable
from parley.queries.epoch import get_epoch
from parley_gateway.handshake import problem
from parley_gateway.hub import hub
from parley_gateway.wire import Send

_PATIENCE_SECONDS = 2.0
_FRESH_SECONDS = 0.5


class MethodNotAllowed(ParleyError):
    code = "method_not_allowed"
    status = 405
    title = "The method is not allowed here"
    detail = "Use GET or HEAD."


async def answer(scope: Any, receive: Any, send: Send) -> None:
    """GET /healthz is about the process alone; GET /readyz about its needs: 503 while it can't serve."""
    path = scope["path"]
    if path not in ("/healthz", "/readyz"):
        await _respond(scope, send, 404, problem(NotFound()), b"application/problem+json")
    elif scope["method"] not in ("GET", "HEAD"):
        await _respond(scope, send, 405, problem(MethodNotAllowed()), b"application/problem+json")
    elif path == "/healthz":
        await _respond(scope, send, 200, b"ok", b"text/plain; charset=utf-8")
    else:
        status, body = await _readiness()
        await _respond(scope, send, status, body, b"application/json")


async def _readiness() -> tuple[int, bytes]:
    await hub().start()
    has_database = await _database()
    is_ready = has_database and not hub().is_draining
    body = {
        "ready": is_ready,
        "database": has_database,
        "bus": hub().layer.is_up,  # without it events come by the comparison, a moment later
        "draining": hub().is_draining,
        "sockets": len(hub().sockets),
    }
    return HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE, msgspec.json.encode(body)


async def _database() -> bool:
    global _asked_at, _answered
    if time.monotonic() - _asked_at > _FRESH_SECONDS:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                _answered = bool(await get_epoch(db.reader))
        except (Unavailable, TimeoutError):
            _answered = False
        _asked_at = time.monotonic()
    return _answered


_asked_at = 0.0  # whoever asks often gets the last answer
_answered = False


async def _respond(scope: Any, send: Send, status: int, body: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
