"""What every HttpClient does: the real one against a real server, and the fake."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from parley.ports.http import (
    AiohttpClient,
    Failed,
    HttpClient,
    OutboundError,
    Refused,
    Response,
    TimedOut,
    TooLarge,
    Unusable,
)
from parley.testing.http import FakeHttpClient, Page

MAX_BYTES = 10_000
HTML = "text/html"


@dataclass
class Site:
    """A client, and the pages that it can reach at `url`."""

    client: HttpClient
    url: str
    pages: dict[str, Page] = field(default_factory=dict)

    def serve(self, path: str, page: Page) -> str:
        self.pages[path] = page
        if isinstance(self.client, FakeHttpClient):
            self.client.pages[self.url + path] = page
        return self.url + path

    async def get(self, url: str, *, up_to_bytes: int | None = None) -> Response:
        return await self.client.get(url, accept=HTML, up_to_bytes=up_to_bytes)


async def answer(page: Page) -> web.Response:
    if page.fault is TimedOut:
        await asyncio.Event().wait()
    headers = {"Content-Type": f"{page.content_type}; charset={page.charset or 'utf-8'}"}
    if page.location:
        return web.Response(status=302, headers={"Location": page.location})
    return web.Response(status=page.status, body=page.body, headers=headers)


@asynccontextmanager
async def open_site(kind: str, *, total_seconds: float = 5) -> AsyncIterator[Site]:
    if kind == "fake":
        yield Site(
            FakeHttpClient(outbound_allow=("127.0.0.1",), max_bytes=MAX_BYTES), "http://127.0.0.1:1234"
        )
        return
    client = AiohttpClient(outbound_allow=("127.0.0.1",), total_seconds=total_seconds, max_bytes=MAX_BYTES)
    site = Site(client, "")

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return await answer(site.pages[request.path])

    runner = web.ServerRunner(web.Server(handle), handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await client.aclose()
    await runner.cleanup()


@pytest.fixture(params=["aiohttp", "fake"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    async with open_site(request.param) as opened:
        yield opened


async def test_a_page_comes_with_what_it_says_of_itself(site: Site) -> None:
    url = site.serve("/page", Page(body="<p>é".encode("latin-1"), charset="iso-8859-1"))

    response = await site.get(url)

    assert response == Response(url, 200, HTML, "iso-8859-1", b"<p>\xe9")


async def test_another_status_is_a_response_too(site: Site) -> None:
    url = site.serve("/gone", Page(status=410, body=b"gone"))

    response = await site.get(url)

    assert (response.status, response.body) == (410, b"gone")


async def test_redirects_are_followed_relative_ones_too(site: Site) -> None:
    url = site.serve("/a", Page(location="b?c=d"))
    last = site.serve("/b", Page(body=b"here"))
    if isinstance(site.client, FakeHttpClient):
        site.client.pages[last + "?c=d"] = Page(body=b"here")

    response = await site.get(url)

    assert (response.url, response.body) == (last + "?c=d", b"here")


async def test_five_redirects_are_followed_and_not_six(site: Site) -> None:
    for number in range(6):
        site.serve(f"/{number}", Page(location=f"/{number + 1}"))
    site.serve("/6", Page(body=b"the end"))

    assert (await site.get(site.url + "/1")).body == b"the end"
    with pytest.raises(Unusable):
        await site.get(site.url + "/0")


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "http://ada:secret@127.0.0.1/",
        "http://127.1/",
        "http://2130706434/",
        "http://[::ffff:127.0.0.2]/",
        "http://127.0.0.1:25/",
        "gopher://127.0.0.1/",
        "http://[::1",
        "http://" + "x" * 8000,
    ],
)
async def test_each_redirect_is_judged_anew(site: Site, location: str) -> None:
    url = site.serve("/away", Page(location=location))

    with pytest.raises(Refused):
        await site.get(url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "127.0.0.1",
        "http://",
        "http:///path",
        "http://:80/",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://ada@127.0.0.1/",
        "http://ada:secret@127.0.0.1/",
        "http://127.0.0.2/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://[::ffff:127.0.0.2]/",
        "http://127.0.0.1/" + "x" * 10_000,
        "http://127.0.0.1:22/",
        "http://127.0.0.1:25/",
        "https://127.0.0.1:6667/",
        "http://127.0.0.1:0/",
        "http://[fe80::1%25eth0]/",
        "http://[::]/",
        "http://[64:ff9b::7f00:2]/",
        "http://[2002:7f00:2::]/",
        "http://0.0.0.0/",
        "http://127。0。0。2/",
        "http://①②⑦.0.0.2/",
        "http://ex%61mple.test/",
        "http://a b.test/",
        "http://a\x00b.test/",
        "http://\ud800.test/",
        "http://exa\u00admple.test/",
        "http://a.test\\@127.0.0.1/",
        "",
    ],
)
async def test_what_must_not_be_asked_is_refused(site: Site, url: str) -> None:
    with pytest.raises(Refused):
        await site.get(url)


async def test_a_body_of_the_bound_comes_whole_and_one_more_is_too_large(site: Site) -> None:
    whole = site.serve("/whole", Page(body=b"x" * MAX_BYTES))
    larger = site.serve("/larger", Page(body=b"x" * (MAX_BYTES + 1)))

    assert len((await site.get(whole)).body) == MAX_BYTES
    with pytest.raises(TooLarge):
        await site.get(larger)


async def test_a_caller_may_take_the_beginning_of_a_body(site: Site) -> None:
    url = site.serve("/long", Page(body=b"begin" + b"x" * MAX_BYTES * 3))

    assert (await site.get(url, up_to_bytes=5)).body == b"begin"


@pytest.mark.parametrize("kind", ["aiohttp", "fake"])
async def test_who_does_not_answer_times_out(kind: str) -> None:
    async with open_site(kind, total_seconds=0.2) as site:
        url = site.serve("/silent", Page(fault=TimedOut))

        with pytest.raises(TimedOut):
            await site.get(url)


async def test_what_cannot_be_reached_failed(site: Site) -> None:
    with pytest.raises(Failed):
        await site.get("http://127.0.0.1:2/")


def test_errors_have_stable_codes() -> None:
    codes = {each.__name__: each.code for each in OutboundError.__subclasses__()}

    assert codes == {
        "Refused": "refused",
        "TimedOut": "timed_out",
        "TooLarge": "too_large",
        "Unusable": "unusable",
        "Failed": "failed",
    }
