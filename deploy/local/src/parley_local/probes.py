"""Ask a program whether it can be used."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from parley_local import postgres, valkey
from parley_local.plan import Ready

_SECONDS = 2
ALIVE_SECONDS = 1


async def is_ready(ready: Ready, *, pid: int, lived_seconds: float) -> bool:
    """Answers within 2 s; a `done` program is never ready while it runs."""
    match ready.kind:
        case "http":
            return await _answers(ready.target)
        case "postgres":
            return postgres.is_ready(Path(ready.target), pid)
        case "valkey":
            return await asyncio.to_thread(valkey.is_ready, int(ready.target), ready.password)
        case "alive":
            return lived_seconds >= ALIVE_SECONDS
        case "done":
            return False


async def _answers(url: str) -> bool:
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            try:
                writer.write(request.encode())
                status = await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return False
    return status.split(b" ")[1:2] == [b"200"]
