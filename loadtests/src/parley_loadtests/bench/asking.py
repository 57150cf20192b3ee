"""Ask an ASGI application within this process: no server, no network."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def asker(
    application: Application, path: str, headers: Mapping[str, str] | None = None
) -> Callable[[], Awaitable[bytes]]:
    """A function that asks for `path` and returns the body of the answer, which must be a 200."""
    raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]

    async def ask() -> bytes:
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"127.0.0.1"), *raw],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
        }
        waiting = [{"type": "http.request", "body": b"", "more_body": False}]
        status, parts = 0, []

        async def receive() -> Any:
            return waiting.pop() if waiting else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))

        await application(scope, receive, send)
        if status != 200:
            raise RuntimeError(f"{path} was answered {status}: {b''.join(parts)[:200]!r}")
        return b"".join(parts)

    return ask
