"""The real HttpClient, and answers that no honest server gives: none is mixed up, endless or fatal."""

import asyncio

import pytest

from parley.ports.http import AiohttpClient, Failed, OutboundError, Refused, Response, TimedOut
from parley.testing.raw import Names, Talk, says, serving

HTML = "text/html"
OK = b"HTTP/1.1 200 OK\r\n"


def sends(*pieces: bytes) -> Talk:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return talk


def sends_for_ever(begin: bytes, piece: bytes) -> Talk:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while True:
            writer.write(piece)
            await writer.drain()

    return talk


async def get(talk: Talk, *, total_seconds: float = 5) -> Response:
    client = AiohttpClient(outbound_allow=("127.0.0.1",), max_bytes=10_000, total_seconds=total_seconds)
    try:
        async with serving(talk) as port:
            return await client.get(f"http://127.0.0.1:{port}/", accept=HTML)
    finally:
        await client.aclose()


async def test_what_comes_after_an_answer_is_never_the_answer_to_another_request() -> None:
    may_plant, is_planted = asyncio.Event(), asyncio.Event()
    connections = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.write(OK + b"Content-Length: 6\r\n\r\nhonest")
        await writer.drain()
        await may_plant.wait()
        try:
            writer.write(OK + b"Content-Length: 7\r\n\r\nplanted")
            await writer.drain()
        finally:
            is_planted.set()
        await reader.read()  # as if it were kept alive

    client = AiohttpClient(outbound_allow=("127.0.0.1",))
    async with serving(talk) as port:
        url = f"http://127.0.0.1:{port}/"
        first = await client.get(url, accept=HTML)
        may_plant.set()
        await asyncio.wait_for(is_planted.wait(), 30)
        await asyncio.sleep(0.05)  # for what is planted to arrive; only a broken client needs it
        second = await client.get(url, accept=HTML)
    await client.aclose()

    assert (first.body, second.body) == (b"honest", b"honest")
    assert connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        OK + b"Content-Length: 5, 6\r\n\r\nhello!",
        OK + b"Content-Length: -1\r\n\r\nhello",
        OK + b"Content-Length: +5\r\n\r\nhello",
        OK + b"Content-Length: 99999999999999999999999\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello",
        OK + b"Transfer-Encoding: identity, chunked, chunked\r\n\r\nhello",
        OK + b"X: a\r\n b\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"X\0: a\r\nContent-Length: 5\r\n\r\nhello",
        OK + b": nameless\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"Content-Length : 5\r\n\r\nhello",
        OK + b"Content-Type: text/html; charset=" + b"\xff" * 50 + b"\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"Content-Type: \xff/\xfe;;;=\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello",
        b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 099 Odd\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 9999 Odd\r\n\r\nhello",
        b"HTTP/9.9 200 OK\r\n\r\nhello",
        b"HTTP/2.0 200 OK\r\n\r\nhello",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"<title>HTTP/0.9</title>",
        b"",
        b"\0" * 5000,
        b"\x16\x03\x01\x02\x00",
    ],
)
async def test_an_answer_that_is_not_clear_is_an_error_or_its_own_body_and_no_other_fault(
    answer: bytes,
) -> None:
    outcome = await asyncio.gather(get(sends(answer), total_seconds=2), return_exceptions=True)

    match outcome[0]:
        case Response(status=status, body=body):
            assert status in (200, 101, 204, 99)
            assert body in (b"", b"hello", b"hello!", b"hel")
        case fault:
            assert isinstance(fault, (Failed, TimedOut))


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (OK, b"X: y\r\n" * 1000),
        (OK + b"X: ", b"y" * 10_000),
        (b"HTTP/1.1 200 ", b"O" * 10_000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 10_000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 1000),
        (b"", b"\r\n" * 5000),
    ],
    ids=["headers", "a header", "a reason", "a chunk's extension", "trailers", "empty lines"],
)
async def test_what_never_ends_outside_of_the_body_is_cut_off(begin: bytes, piece: bytes) -> None:
    with pytest.raises((Failed, TimedOut)):
        await get(sends_for_ever(begin, piece), total_seconds=2)


async def test_answers_before_the_answer_are_cut_off_by_the_total_time() -> None:
    with pytest.raises((Failed, TimedOut)):
        await get(sends_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), total_seconds=0.5)


async def test_headers_that_drip_are_cut_off_by_the_total_time() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        for number in range(10_000):
            writer.write(b"X%d: y\r\n" % number)
            await asyncio.sleep(0.05)

    with pytest.raises(TimedOut):
        await get(talk, total_seconds=0.5)


@pytest.mark.parametrize(
    "location",
    [
        b"http://\xff\xfe/",
        b"http://a\tb.test/",
        b"http://[::ffff:169.254.169.254]/",
        b"http://169.254.169.254.\xe3\x80\x82/",
        b"//\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.2/",
        b"\\\\127.0.0.2\\",
        b"http:127.0.0.2",
        b"data:text/html,<title>x",
        b"jar:http://127.0.0.1!/",
        b"?" + b"x" * 8100,
    ],
)
async def test_a_redirect_that_is_no_plain_url_leads_nowhere(location: bytes) -> None:
    answer = b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: " + location + b"\r\n\r\n"

    with pytest.raises(OutboundError) as caught:
        await get(sends(answer))

    assert caught.value.code in ("refused", "failed", "unusable")


async def test_a_redirect_to_itself_ends() -> None:
    with pytest.raises(OutboundError, match="5 redirects"):
        await get(sends(b"HTTP/1.1 307 Again\r\nConnection: close\r\nLocation: /\r\n\r\n"))


async def test_an_allowed_name_that_redirects_to_its_own_address_is_refused() -> None:
    """The name is allowed, the address is not: each hop is judged by what it says itself."""
    names = Names(wiki=["127.0.0.1"])
    client = AiohttpClient(outbound_allow=("wiki.test",), resolver=names)

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\n\r\n" % port)

    async with serving(talk) as port:
        with pytest.raises(Refused):
            await client.get(f"http://wiki.test:{port}/", accept=HTML)
    await client.aclose()


async def test_a_host_with_other_letters_is_asked_for_by_its_ascii_name() -> None:
    names = Names(**{"xn--bcher-kva": ["127.0.0.1"]})
    client = AiohttpClient(outbound_allow=("bücher.test",), resolver=names)
    async with serving(says("", b"page")) as port:
        response = await client.get(f"http://Bücher.test:{port}/", accept=HTML)
    await client.aclose()

    assert (response.body, response.url) == (b"page", f"http://xn--bcher-kva.test:{port}/")
