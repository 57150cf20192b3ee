"""HTTP by hand, for requests that no client would make."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from process_lab import Api

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer; status 0 where the server hung up without one."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str | None:
        """Of a problem."""
        is_problem = self.headers.get("content-type") == "application/problem+json"
        return json.loads(self.body)["code"] if is_problem and self.body else None


async def say(api: Api, *parts: bytes) -> Heard:
    """Send the parts on a connection of their own, and hear the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _exchange(reader, writer, parts)
    except ConnectionError:
        return Heard(0, {}, b"")
    finally:
        writer.close()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, parts: Any) -> Heard:
    heard = asyncio.create_task(hear(reader, has_body=not parts[0].startswith(b"HEAD ")))
    try:
        for part in parts:
            if heard.done():
                break
            writer.write(part)
            await writer.drain()
    except ConnectionError:
        pass  # the server has heard enough: what it said is still to be read
    return await heard


async def hear(reader: asyncio.StreamReader, *, has_body: bool = True) -> Heard:
    """The next answer of a connection."""
    line = await reader.readline()
    if not line:
        return Heard(0, {}, b"")
    status = int(line.split()[1])
    headers: dict[str, str] = {}
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("latin1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if status == 100:
        return await hear(reader, has_body=has_body)
    if not has_body or status in (204, 304):
        return Heard(status, headers, b"")
    if "content-length" in headers:
        return Heard(status, headers, await reader.readexactly(int(headers["content-length"])))
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return Heard(status, headers, body)
    return Heard(status, headers, await reader.read())


def request(
    method: str, path: str, body: bytes = b"", *, length: int | str | None = None, **headers: str
) -> bytes:
    """One request; `length` lies about the body's. Headers by name with _ for -."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if body or length is not None:
        given["Content-Length"] = str(len(body) if length is None else length)
        given.setdefault("Content-Type", "application/json")
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in given.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin1") + body
