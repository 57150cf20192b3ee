"""What is waited for on a connection is bounded, in length and in time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState
from wire_lab import Heard, hear, request

from parley_api.inbound import BoundedProtocol


class Hasty(BoundedProtocol):
    head_seconds = 0.2
    linger_seconds = 0.2


class Patient(BoundedProtocol):
    head_seconds = linger_seconds = 600


async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers without reading what is sent."""
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


async def listen(protocol: type[BoundedProtocol]) -> asyncio.Server:
    config = uvicorn.Config(serve, http=protocol, ws="none", lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)


class Line:
    """A connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self) -> Heard:
        async with asyncio.timeout(60):
            return await hear(self.reader)

    async def is_over(self) -> bool:
        async with asyncio.timeout(60):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True


@pytest.fixture
async def lines() -> AsyncIterator[Any]:
    servers, opened = [], []

    async def open_line(protocol: type[BoundedProtocol]) -> Line:
        servers.append(await listen(protocol))
        line = Line(*await asyncio.open_connection(*servers[-1].sockets[0].getsockname()))
        opened.append(line)
        return line

    yield open_line
    for line in opened:
        line.writer.close()
    for server in servers:
        server.close()


async def test_requests_follow_one_another_on_a_connection(lines: Any) -> None:
    line = await lines(Patient)

    for _ in range(3):
        await line.say(request("GET", "/"))
        assert (await line.hear()).body == b"ok"


async def test_whoever_says_nothing_is_hung_up_on(lines: Any) -> None:
    assert await (await lines(Hasty)).is_over()


async def test_a_head_that_does_not_end_is_too_slow(lines: Any) -> None:
    line = await lines(Hasty)
    await line.say(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ")

    answer = await line.hear()

    assert (answer.status, answer.code, answer.headers["connection"]) == (408, "too_slow", "close")
    assert await line.is_over()


async def test_a_second_head_has_the_same_deadline(lines: Any) -> None:
    line = await lines(Hasty)
    await line.say(request("GET", "/"))
    await line.hear()
    await line.say(b"GET / HT")

    assert (await line.hear()).code == "too_slow"


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * (1 << 20),
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: a\r\n" * 20_000,
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 65_536 + b"\r\n\r\n",
        b"GET /" + b"a" * (1 << 20),
    ],
    ids=["endless", "many", "whole", "address"],
)
async def test_a_head_has_a_bound(lines: Any, head: bytes) -> None:
    line = await lines(Patient)
    told = asyncio.create_task(line.hear())

    try:
        for at in range(0, len(head), 4096):
            await line.say(head[at : at + 4096])
    except ConnectionError:
        pass  # it has heard enough

    answer = await told
    # httptools knows a bound of its own for addresses.
    assert (answer.status, answer.code) in ((431, "head_too_large"), (400, "malformed_request"))
    assert head.startswith(b"GET /a") or answer.status == 431
    assert await line.is_over()


async def test_what_is_no_http_is_a_problem(lines: Any) -> None:
    line = await lines(Patient)
    await line.say(b"\x16\x03\x01 hello\r\n\r\n")

    answer = await line.hear()

    assert (answer.status, answer.code) == (400, "malformed_request")
    assert await line.is_over()


async def test_who_goes_on_sending_after_the_answer_is_hung_up_on(lines: Any) -> None:
    line = await lines(Hasty)
    await line.say(request("POST", "/", b"x", length=1 << 40))

    assert (await line.hear()).body == b"ok"
    async with asyncio.timeout(60):
        with pytest.raises(ConnectionError):
            while True:
                await line.say(b"x" * 4096)
                await asyncio.sleep(0)


async def test_a_second_request_within_the_same_packet_is_answered_too(lines: Any) -> None:
    line = await lines(Patient)
    await line.say(request("GET", "/") + request("POST", "/", b"xyz") + request("GET", "/"))

    assert [(await line.hear()).body for _ in range(3)] == [b"ok"] * 3
