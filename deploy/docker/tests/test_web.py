"""Through nginx as it is deployed: who asks, what is let in, and what is not."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from front import find_nginx, front, served, write_client
from images import ROOT

from parley.config import load
from parley.testing.servers import Ports
from parley.testing.world import PASSWORD, World
from parley_local import ports

_NGINX = find_nginx()
pytestmark = pytest.mark.skipif(_NGINX is None, reason="there is no nginx for this machine")
PROBLEMS = {row["code"]: row for row in json.loads((ROOT / "shared/contracts/problems.json").read_text())}
FORGED = {"X-Forwarded-For": "198.51.100.66"}


@pytest.fixture(scope="module")
def addresses(
    servers: Ports, database: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The public addresses of: all of Parley; the same behind a proxy that is trusted; and nobody at all."""
    assert _NGINX is not None
    folder = tmp_path_factory.mktemp("web")
    write_client(folder)
    public, behind, alone = (ports.find_free() for _ in range(3))
    settings = {**servers.environment(), "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{public}"}
    with ExitStack() as stack:
        api = stack.enter_context(served("api", settings, folder)).port
        gateway = stack.enter_context(served("gateway", settings, folder)).port
        echo = stack.enter_context(served("gateway", settings, folder, application="echo:application")).port
        closed = f"127.0.0.1:{ports.find_free()}"
        services = {"API_ADDRESS": f"127.0.0.1:{api}", "GATEWAY_ADDRESS": f"127.0.0.1:{gateway}"}
        echoes = {"API_ADDRESS": f"127.0.0.1:{echo}", "GATEWAY_ADDRESS": f"127.0.0.1:{echo}"}
        https = {"PARLEY_PUBLIC_URL": "https://chat.example", "TRUSTED_PROXIES": "127.0.0.1 10.0.0.0/8"}
        stack.enter_context(front(_NGINX, folder, public, **services))
        stack.enter_context(front(_NGINX, folder, behind, **echoes, **https))
        stack.enter_context(front(_NGINX, folder, alone, API_ADDRESS=closed, GATEWAY_ADDRESS=closed))
        yield {
            "public": f"http://127.0.0.1:{public}",
            "behind": f"http://127.0.0.1:{behind}",
            "alone": f"http://127.0.0.1:{alone}",
        }


async def test_a_session_s_address_is_the_client_s_and_not_what_it_claims(
    world: World, addresses: dict[str, str]
) -> None:
    url = addresses["public"]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(url, cookie_jar=jar, headers={"Origin": url, **FORGED}) as browser:
        body = {"email": "person1@tidewater.example", "password": PASSWORD}
        signed_in = await browser.post("/api/v1/sessions", json=body)
        sessions = await (await browser.get("/api/v1/sessions")).json()
        boot = await (await browser.get("/api/v1/boot")).json()

    assert signed_in.status == 201
    assert [each["address"] for each in sessions["sessions"]] == ["127.0.0.1"]
    assert boot["ws_url"] == f"ws{url.removeprefix('http')}/ws"


async def test_a_socket_works_at_the_public_address(world: World, addresses: dict[str, str]) -> None:
    url = addresses["public"]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(url, cookie_jar=jar, headers={"Origin": url}) as browser:
        body = {"email": "person1@tidewater.example", "password": PASSWORD}
        await browser.post("/api/v1/sessions", json=body)
        async with browser.ws_connect("/ws", protocols=["parley.v1"]) as socket:
            await socket.send_json({"type": "hello"})
            welcome = await socket.receive_json(timeout=30)

    assert welcome["type"] == "welcome"


@pytest.mark.parametrize(
    ("given", "believed"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.66, 203.0.113.7", "203.0.113.7"),  # what the client put before it is not believed
        ("203.0.113.7, 10.1.2.3", "203.0.113.7"),  # two proxies, both trusted
        ("", "127.0.0.1"),
    ],
)
async def test_a_trusted_proxy_says_who_asks(addresses: dict[str, str], given: str, believed: str) -> None:
    headers = {"X-Forwarded-For": given} if given else {}
    async with aiohttp.ClientSession(addresses["behind"], headers=headers) as proxy:
        by_http = await (await proxy.get("/api/who")).json(content_type=None)
        async with proxy.ws_connect("/ws", protocols=["parley.v1"]) as socket:
            by_socket = await socket.receive_json(timeout=30)

    assert by_http == {"client": believed, "scheme": "https"}
    assert by_socket == {"client": believed, "scheme": "wss"}


async def test_the_page_is_protected_as_by_the_api(servers: Ports, addresses: dict[str, str]) -> None:
    from django.http import HttpResponse

    from parley_api.web import protect

    url = addresses["public"]
    settings = replace(load({**servers.environment(), "PARLEY_PUBLIC_URL": url}), web_root=None)
    wanted = dict(protect(HttpResponse(), settings).headers)
    del wanted["Content-Type"]
    async with aiohttp.ClientSession(url) as browser:
        for path in ("/", "/c/general", "/setup?key=k"):
            answer = await browser.get(path)
            assert answer.status == 200
            assert "<title>Parley</title>" in await answer.text()
            assert {name: answer.headers[name] for name in wanted} == wanted
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_hashed_files_are_kept_for_ever_and_others_are_not_made_up(addresses: dict[str, str]) -> None:
    async with aiohttp.ClientSession(addresses["public"]) as browser:
        script = await browser.get("/assets/index-B1R2SYXa.js")
        absent = await browser.get("/assets/index-00000000.js")

    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert absent.status == 404
    assert "Cache-Control" not in absent.headers


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin", "/static/admin/css/base.css", "/metrics", "/readyz", "//admin/", "/x/../admin/"],
)
async def test_what_is_for_operators_is_not_outside(addresses: dict[str, str], path: str) -> None:
    from yarl import URL

    async with aiohttp.ClientSession() as browser:
        answer = await browser.get(URL(addresses["public"] + path, encoded=True))
        body = await answer.json(content_type="application/problem+json")

    assert (answer.status, body["code"], body["title"]) == (404, "not_found", PROBLEMS["not_found"]["title"])


async def test_the_api_answers_for_itself(addresses: dict[str, str]) -> None:
    """Also to what is too large for it; what is far too large does not reach it."""
    async with aiohttp.ClientSession(addresses["public"]) as browser:
        described = await browser.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
        absent = await (await browser.get("/api/nothing")).json(content_type="application/problem+json")
        large = await browser.post("/api/v1/channels", data=b" " * ((1 << 20) + 1))
        huge = await browser.post("/api/v1/channels", data=b" " * ((2 << 20) + 1))
        codes = [(await each.json(content_type="application/problem+json"))["code"] for each in (large, huge)]

    assert described.headers["Content-Encoding"] == "gzip"
    assert "request_id" in absent
    assert (large.status, huge.status, codes) == (413, 413, ["too_large", "too_large"])
    assert "X-Request-ID" in large.headers
    assert "X-Request-ID" not in huge.headers


async def test_while_nobody_is_there_the_answer_is_to_come_back(addresses: dict[str, str]) -> None:
    async with aiohttp.ClientSession(addresses["alone"]) as browser:
        for path in ("/api/v1/boot", "/ws"):
            answer = await browser.get(path)
            body = await answer.json(content_type="application/problem+json")
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
            assert {name: body[name] for name in ("code", "title", "detail")} == {
                name: PROBLEMS["unavailable"][name] for name in ("code", "title", "detail")
            }
        assert (await browser.get("/healthz")).status == 200


async def test_another_name_of_loopback_is_sent_to_the_public_one(addresses: dict[str, str]) -> None:
    url = addresses["public"]
    async with aiohttp.ClientSession() as browser:
        sent = await browser.get(
            f"{url}/setup?key=k",
            headers={"Host": url.removeprefix("http://").replace("127.0.0.1", "localhost")},
            allow_redirects=False,
        )
        elsewhere = await browser.get(f"{addresses['behind']}/", headers={"Host": "localhost"})

    assert (sent.status, sent.headers["Location"]) == (302, f"{url}/setup?key=k")
    assert elsewhere.status == 200


@pytest.mark.parametrize(
    "url", ["", "chat.example", "ftp://chat.example", "http://a b", "http://x;return", "https://a/b"]
)
def test_a_public_address_that_is_none_stops_it(url: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", ROOT / "deploy/docker/web/start.sh"],
        env={"PATH": "/usr/bin:/bin", "PARLEY_PUBLIC_URL": url, "RUN_FOLDER": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "PARLEY_PUBLIC_URL" in done.stderr
    assert not (tmp_path / "site.conf").exists()
