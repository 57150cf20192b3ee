"""The web client's files: the page for every path, assets for ever, nothing from outside the folder."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from api_lab import Client

from parley import config
from parley_api.application import Application

type Make = Callable[..., Client]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("outside")
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Parley</title>")
    (folder / "assets" / "index-B4xyz_12.js").write_text("export {}")
    (folder / "theme.js").write_text("// theme")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def browser(root: Path, monkeypatch, database: None) -> Client:
    settings = replace(config.current(), web_root=root, public_url="http://127.0.0.1:8000")
    monkeypatch.setattr(config, "_loaded", settings)
    return Client(Application())


async def get(browser: Client, path: str, **headers: str):
    return await browser.ask("GET", f"/{path}", **headers)


@pytest.mark.parametrize("path", ["/", "/channels/01a2", "/setup?key=x", "/invite/abc", "/sign-in"])
async def test_every_path_of_the_client_is_its_page(browser: Client, path: str) -> None:
    answer = await get(browser, path)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Parley" in answer.body
    assert answer.headers["Cache-Control"] == "no-cache"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f"connect-src 'self' {config.current().ws_url.removesuffix('/ws')}" in policy
    assert not any("unsafe" in rule for rule in policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


async def test_what_bears_a_hash_never_changes(browser: Client) -> None:
    hashed, plain = await get(browser, "/assets/index-B4xyz_12.js"), await get(browser, "/theme.js")

    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "no-cache"
    assert hashed.headers["Content-Type"].startswith("text/javascript")


async def test_what_is_known_is_not_sent_again(browser: Client) -> None:
    first = await get(browser, "/theme.js")

    for known in (first.headers["ETag"], f'"x", W/{first.headers["ETag"]}', "*"):
        again = await get(browser, "/theme.js", If_None_Match=known)
        assert (again.status, again.body, again.headers["ETag"]) == (304, "", first.headers["ETag"])
    assert (await get(browser, "/theme.js", If_None_Match='"other"')).status == 200


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt", "/link.txt", "/%2e%2e/secret.txt"],
)
async def test_nothing_outside_the_folder_is_served(browser: Client, path: str) -> None:
    assert "outside" not in str((await get(browser, path)).body)


async def test_a_missing_asset_is_no_page(browser: Client) -> None:
    assert (await get(browser, "/assets/gone-12345678.js")).code == "not_found"
    assert (await get(browser, "/api/v1/nothing")).code == "not_found"


async def test_a_page_is_read_and_never_written(browser: Client) -> None:
    answer = await browser.ask("POST", "//channels/x", {})

    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "method_not_allowed", "GET, HEAD")


async def test_another_loopback_name_leads_to_the_public_address(browser: Client) -> None:
    answer = await get(browser, "/invite/abc?x=1", Host="localhost:8000")
    asset = await get(browser, "/theme.js", Host="localhost:8000")
    elsewhere = await get(browser, "/", Host="chat.example")
    nonsense = await get(browser, "/", Host="[")

    assert (answer.status, answer.headers["Location"]) == (302, "http://127.0.0.1:8000/invite/abc?x=1")
    assert (asset.status, elsewhere.status, nonsense.status) == (200, 200, 200)


async def test_a_folder_without_a_page_stops_the_process(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(config, "_loaded", replace(config.current(), web_root=tmp_path))

    with pytest.raises(config.ConfigError):
        Application()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_no_method_makes_a_page_of_a_path_of_the_api(browser: Client, method: str) -> None:
    answer = await browser.ask(method, "/nothing", {})

    assert (answer.status, answer.code, answer.headers.get("Allow")) == (404, "not_found", None)
