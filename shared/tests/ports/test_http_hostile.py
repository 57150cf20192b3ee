"""The real HttpClient against servers and names that mean it ill."""

import asyncio
import gzip
from contextlib import asynccontextmanager

import pytest

from parley.ports.http import (
    MAX_AT_ONCE,
    MAX_PER_HOST,
    AiohttpClient,
    Failed,
    Refused,
    TimedOut,
    TooLarge,
    Unusable,
)
from parley.testing.raw import Names, Talk, says, serving

HTML = "text/html"
MAX_BYTES = 10_000


async def get(talk: Talk, *, total_seconds: float = 5):
    client = AiohttpClient(outbound_allow=("127.0.0.0/8",), max_bytes=MAX_BYTES, total_seconds=total_seconds)
    try:
        async with serving(talk) as port:
            return await client.get(f"http://127.0.0.1:{port}/", accept=HTML)
    finally:
        await client.aclose()


async def test_without_a_content_type_there_is_none() -> None:
    response = await get(says("", b"x"))

    assert (response.content_type, response.charset, response.body) == (None, None, b"x")


async def test_gzip_is_unpacked() -> None:
    response = await get(says("Content-Encoding: gzip\r\n", gzip.compress(b"x" * MAX_BYTES)))

    assert response.body == b"x" * MAX_BYTES


async def test_a_small_body_that_unpacks_to_a_large_one_is_too_large() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    assert len(bomb) < MAX_BYTES

    with pytest.raises(TooLarge):
        await get(says("Content-Encoding: gzip\r\n", bomb))


async def test_a_large_body_that_unpacks_to_nothing_is_too_large() -> None:
    # A gzip header whose file name never ends.
    endless_name = b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * 1_000_000

    with pytest.raises(TooLarge):
        await get(says("Content-Encoding: gzip\r\n", endless_name))


async def test_a_body_longer_than_it_says_is_too_large() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"400\r\n" + b"x" * 0x400 + b"\r\n")
            await writer.drain()

    with pytest.raises(TooLarge):
        await get(talk)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 10\r\n", b"short"),
        ("Transfer-Encoding: chunked\r\n", b"no chunk\r\n"),
        ("X: " + "y" * 100_000 + "\r\n", b""),
    ],
)
async def test_what_makes_no_sense_failed(head: str, body: bytes) -> None:
    with pytest.raises(Failed):
        await get(says(head, body))


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "deflate", "compress", "gzip, gzip", "gzip, br", "identity, gzip", "x" * 5000]
)
async def test_an_encoding_that_was_not_asked_for_is_not_unpacked_and_not_asked_for_again(
    encoding: str,
) -> None:
    with pytest.raises(Unusable):
        await get(says(f"Content-Encoding: {encoding}\r\n", gzip.compress(b"x")))


async def test_what_says_gzip_and_is_none_is_unusable() -> None:
    with pytest.raises(Unusable):
        await get(says("Content-Encoding: gzip\r\n", b"this is no gzip"))


async def test_a_drip_is_cut_off_by_the_total_time() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    with pytest.raises(TimedOut):
        await get(talk, total_seconds=0.3)


async def test_the_time_is_for_all_redirects_together() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\n\r\n")

    with pytest.raises(TimedOut):
        await get(talk, total_seconds=0.3)


@asynccontextmanager
async def client_and_names(allow: tuple[str, ...] = (), **answers: list[str]):
    names = Names(**answers)
    client = AiohttpClient(outbound_allow=allow, resolver=names)
    try:
        yield client, names
    finally:
        await client.aclose()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "fe80::1",
        "93.184.215.14 127.0.0.1",
    ],
)
async def test_a_name_that_leads_into_a_private_network_is_refused(address: str) -> None:
    async with client_and_names(evil=[address]) as (client, _), serving(says("", b"secret")) as port:
        with pytest.raises(Refused):
            await client.get(f"http://evil.test:{port}/", accept=HTML)


async def test_a_name_that_turns_private_between_two_hops_is_refused() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /again\r\n\r\n")

    # 127.0.0.1 stands for the public address here, 127.0.0.2 for the private one.
    async with client_and_names(("127.0.0.1",), evil=["127.0.0.1", "127.0.0.2"]) as (client, names):
        async with serving(talk) as port:
            with pytest.raises(Refused):
                await client.get(f"http://evil.test:{port}/", accept=HTML)

    assert names.asked == 2


async def test_a_name_is_resolved_once_for_a_connection() -> None:
    async with client_and_names(("127.0.0.1",), evil=["127.0.0.1", "127.0.0.2"]) as (client, names):
        async with serving(says("", b"page")) as port:
            response = await client.get(f"http://evil.test:{port}/", accept=HTML)

    assert (response.body, names.asked) == (b"page", 1)


async def test_the_socket_is_judged_even_if_the_resolver_was_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.ports.connector.GuardedResolver", lambda resolver, allowed: resolver)
    for address in ("127.0.0.1", "127.0.0.1 ::1"):
        async with client_and_names(evil=[address]) as (client, _), serving(says("", b"secret")) as port:
            with pytest.raises(Failed, match="ClientConnectorError"):
                await client.get(f"http://evil.test:{port}/", accept=HTML)


async def test_an_allowed_name_may_be_private_and_another_for_the_same_address_not() -> None:
    async with client_and_names(("wiki.test",), wiki=["127.0.0.1"], evil=["127.0.0.1"]) as (client, _):
        async with serving(says("", b"page")) as port:
            assert (await client.get(f"http://WIKI.test:{port}/", accept=HTML)).body == b"page"
            with pytest.raises(Refused):
                await client.get(f"http://evil.test:{port}/", accept=HTML)


async def test_localhost_is_refused() -> None:
    client = AiohttpClient()
    async with serving(says("", b"secret")) as port:
        with pytest.raises(Refused):
            await client.get(f"http://localhost:{port}/", accept=HTML)
    await client.aclose()


@pytest.mark.parametrize("host", ["a" * 70 + ".test", "a..test", "xn--a.test", "nothing.invalid"])
async def test_a_name_that_cannot_be_resolved_failed(host: str) -> None:
    client = AiohttpClient()
    with pytest.raises((Failed, Refused)):
        await client.get(f"http://{host}/", accept=HTML)
    await client.aclose()


async def test_no_cookie_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    requests = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    client = AiohttpClient(outbound_allow=("127.0.0.1",))
    await client.get(url, accept=HTML)
    await client.get(url, accept=HTML)
    await client.aclose()
    server.close()

    assert len(requests) == 2
    assert not any(b"cookie" in request.lower() for request in requests)
    assert all(b"Accept: text/html" in request for request in requests)


async def test_never_more_at_once_than_the_slots() -> None:
    inside: dict[str, int] = {}
    peaks: dict[str, int] = {}
    may_answer = asyncio.Event()
    is_full = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = (await reader.readuntil(b"\r\n\r\n")).split(b"Host: ")[1].split(b":")[0].decode()
        for key in (host, "all"):
            inside[key] = inside.get(key, 0) + 1
            peaks[key] = max(peaks.get(key, 0), inside[key])
        if inside["all"] == MAX_AT_ONCE:
            is_full.set()
        await may_answer.wait()
        for key in (host, "all"):
            inside[key] -= 1
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hosts = [f"host{number}" for number in range(10)]
    async with client_and_names(("127.0.0.1",), **{host: ["127.0.0.1"] for host in hosts}) as (client, _):
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            for host in hosts * 8:
                group.create_task(client.get(f"http://{host}.test:{port}/", accept=HTML))
            await is_full.wait()
            may_answer.set()
    server.close()

    assert peaks.pop("all") == MAX_AT_ONCE
    assert max(peaks.values()) == MAX_PER_HOST
