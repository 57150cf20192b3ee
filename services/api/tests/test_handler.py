"""What the lean handler answers whoever asks: paths, methods, bodies, ids, and what nobody foresaw."""

import asyncio
import json
import sys
from typing import Any

import pytest
import structlog
from api_lab import Client
from structlog.testing import capture_logs

from parley import db
from parley.testing.world import World
from parley_api.handler import MAX_BODY


async def test_an_unknown_path_is_a_problem(owner: Client) -> None:
    for path in ("/nothing", "/boot/", "/", "//api/v2", "//api"):
        answer = await owner.ask("GET", path)
        assert (answer.status, answer.code) == (404, "not_found")
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_wrong_method_is_told_which_are_right(owner: Client) -> None:
    answer = await owner.ask("PUT", "/channels", {})

    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


async def test_options_names_the_methods_without_sign_in(anybody: Client) -> None:
    answer = await anybody.ask("OPTIONS", "/boot")

    assert (answer.status, answer.body, answer.headers["Allow"]) == (204, "", "GET, HEAD, OPTIONS")


async def test_head_is_get_without_a_body(owner: Client) -> None:
    get, head = await owner.ask("GET", "/channels"), await owner.ask("HEAD", "/channels")

    assert (head.status, head.body) == (200, "")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"[" * 100_000, b'{"kind": "\\ud800"}', b"nul", b"{} {}"])
async def test_what_is_not_json_is_said_to_be_none(owner: Client, raw: bytes) -> None:
    answer = await owner.ask("POST", "/channels", raw=raw)

    assert answer.status == 400
    assert answer.code in ("malformed_json", "invalid")


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"text"', b"1"])
async def test_a_body_is_an_object(owner: Client, raw: bytes) -> None:
    answer = await owner.ask("POST", "/channels", raw=raw)

    assert (answer.status, answer.code) == (400, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_body_is_json(owner: Client, kind: str) -> None:
    answer = await owner.ask("POST", "/channels", raw=b"kind=public", Content_Type=kind)

    assert (answer.status, answer.code) == (415, "unsupported_media")


async def test_a_request_without_a_body_is_told_to_send_one(owner: Client) -> None:
    assert (await owner.ask("POST", "/channels")).code == "unsupported_media"


async def test_a_type_may_name_its_encoding(owner: Client) -> None:
    answer = await owner.ask(
        "POST",
        "/channels",
        {"kind": "public", "name": "x"},
        Content_Type="application/json; charset=utf-8",
    )

    assert answer.status == 201


async def test_an_answer_is_json_or_none(owner: Client) -> None:
    refused = await owner.ask("GET", "/boot", Accept="text/html")
    browsers = await owner.ask("GET", "/boot", Accept="text/html,*/*;q=0.8")

    assert (refused.status, refused.code) == (406, "not_acceptable")
    assert browsers.status == 200


async def test_a_body_has_a_bound(owner: Client) -> None:
    answer = await owner.ask("POST", "/channels", raw=b" " * (MAX_BODY + 1))

    assert (answer.status, answer.code) == (413, "too_large")


async def exchange(
    application: Any, *messages: dict[str, Any], receive: Any = None, **scope: Any
) -> list[dict[str, Any]]:
    """A request by hand, for what no client would do."""
    waiting = list(messages)
    sent: list[dict[str, Any]] = []

    async def give() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    base = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/sessions",
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
    }
    await application({**base, **scope}, receive or give, send)
    return sent


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_without_a_length_is_bounded_as_it_comes(application: Any, database: None) -> None:
    sent = await exchange(application, *(part(b" " * MAX_BODY) for _ in range(2)))

    assert sent[0]["status"] == 413


async def test_a_length_that_is_none_is_refused(application: Any, database: None) -> None:
    for length in (b"-1", b"x", b"99999999999999"):
        sent = await exchange(application, headers=[(b"content-length", length)])
        assert sent[0]["status"] == 413


async def test_who_goes_while_sending_gets_no_answer(application: Any, database: None) -> None:
    assert await exchange(application, part(b"{"), {"type": "http.disconnect"}) == []


async def test_a_body_that_does_not_end_is_too_slow(application: Any, database: None, monkeypatch) -> None:
    monkeypatch.setattr("parley_api.handler.BODY_SECONDS", 0.05)
    given = [part(b"{")]

    async def receive() -> dict[str, Any]:
        return given.pop() if given else await asyncio.Event().wait()

    for path in ("/api/v1/sessions", "/admin/login/"):
        given[:] = [part(b"{")]
        sent = await exchange(application, receive=receive, path=path)
        assert sent[0]["status"] == 408
        assert (b"Connection", b"close") in sent[0]["headers"]


async def test_an_address_that_is_no_text_is_refused(application: Any, database: None) -> None:
    sent = await exchange(application, part(b"", more=False), query_string=b"\xff")

    assert sent[0]["status"] == 400


async def test_a_request_bears_its_id_through_answer_problem_and_log(owner: Client) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logs:
        answer = await owner.ask("GET", "/nothing", X_Request_ID="abc-123")

    assert answer.headers["X-Request-ID"] == answer.body["request_id"] == "abc-123"
    assert [line["request_id"] for line in logs if line["event"] == "request"] == ["abc-123"]


async def test_an_id_that_would_spoil_the_log_is_replaced(owner: Client) -> None:
    for given in ('a"b', "x" * 129, "a b"):
        answer = await owner.ask("GET", "/nothing", X_Request_ID=given)
        assert answer.body["request_id"] != given
        assert len(answer.body["request_id"]) == 32


async def test_a_request_is_one_wide_line(world: World, owner: Client) -> None:
    with capture_logs() as logs:
        await owner.ask("GET", f"/channels/{world.general}")

    (line,) = [line for line in logs if line["event"] == "request"]
    assert line["route"] == "/api/v1/channels/<id:channel>"
    assert (line["method"], line["status"], line["user"]) == ("GET", 200, str(world.owner.user_id))
    assert line["sql"] == 2  # the session, and the channel
    assert line["duration_ms"] >= 0
    assert str(world.general) not in json.dumps(line, default=str)


async def test_boot_takes_three_statements_however_many_channels_there_are(
    world: World, owner: Client
) -> None:
    for _ in range(5):
        await world.channel()

    with capture_logs() as logs:
        await owner.ask("GET", "/boot")

    assert [line["sql"] for line in logs if line["event"] == "request"] == [3]


async def test_what_nobody_foresaw_is_logged_and_told_to_nobody(owner: Client, monkeypatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("parley_api.endpoints.boot.get_boot", fail)
    with capture_logs() as logs:
        answer = await owner.ask("GET", "/boot")

    assert (answer.status, answer.code) == (500, "internal")
    assert "secret" not in json.dumps(answer.body)
    (failed,) = [line for line in logs if line["event"] == "request.failed"]
    assert (failed["log_level"], failed["exc_info"]) == ("error", True)


async def test_a_database_that_does_not_answer_is_unavailable(owner: Client, monkeypatch) -> None:
    import psycopg

    async def fail(*_: Any, **__: Any) -> None:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(sys.modules["parley.db.transaction"], "pool", fail)

    answer = await owner.ask("GET", "/boot")

    assert (answer.status, answer.code) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


async def test_sessions_in_use_are_noted_beside_the_request(world: World, owner: Client) -> None:
    from parley_api.touches import touches

    async with db.transaction() as tx:
        await tx.execute("update session set seen_at = now() - interval '1 hour'")

    await asyncio.gather(*(owner.ask("GET", "/users") for _ in range(5)))
    await touches().close()

    seen = db.statement("select now() - seen_at < interval '1 minute' from session", db.value)
    assert await db.reader.all(seen) == [True]


async def test_too_many_parameters_are_invalid(owner: Client) -> None:
    answer = await owner.ask("GET", "/users?" + "&".join(["limit=1"] * 1001))

    assert (answer.status, answer.code) == (400, "invalid")
