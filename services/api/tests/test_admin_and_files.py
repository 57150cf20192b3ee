"""Under both servers: what Django's own handler is sent, the admin's files, and sockets, which are the gateway's."""

import asyncio

import pytest
from process_lab import Api
from wire_lab import request, say


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/static//etc/passwd",
        "/static/..\\..\\etc\\passwd",
        "/static/admin/css/../../../__init__.py",
        "/static/%00",
        "/static/admin/css/base.css%00",
        "/static/%ff",
        "/static/admin/",
        "/static/",
        "/static/" + "a" * 5000,
    ],
)
async def test_a_path_that_is_no_file_is_not_found(api: Api, path: str) -> None:
    answer = await say(api, request("GET", path))

    assert (answer.status, answer.code) == (404, "not_found")
    assert "Traceback" not in api.log.read_text()


async def test_the_admin_s_files_are_read_and_never_written(api: Api) -> None:
    path = "/static/admin/css/base.css"

    got, head = await say(api, request("GET", path)), await say(api, request("HEAD", path))
    again = await say(api, request("GET", path, If_None_Match=got.headers["etag"]))
    written = await say(api, request("POST", path, b"x"))

    assert (got.status, got.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert (head.status, head.headers["content-length"]) == (200, str(len(got.body)))
    assert again.status == 304
    assert (written.status, written.code, written.headers["allow"]) == (
        405,
        "method_not_allowed",
        "GET, HEAD",
    )


async def test_the_admin_takes_no_more_than_the_api(api: Api) -> None:
    size = (1 << 20) + 1
    whole = await say(api, request("POST", "/admin/login/", b"x" * size))
    chunks = [b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in range(20)]
    chunked = await say(
        api, request("POST", "/admin/login/", Transfer_Encoding="chunked"), *chunks, b"0\r\n\r\n"
    )

    assert (whole.status, whole.code) == (chunked.status, chunked.code) == (413, "too_large")


async def test_a_request_at_the_admin_bears_its_id_and_is_logged(api: Api) -> None:
    answer = await say(api, request("GET", "/admin/", X_Request_ID="admin-1"))

    assert (answer.status, answer.headers["x-request-id"]) == (302, "admin-1")
    async with asyncio.timeout(10):
        while '"admin-1"' not in api.log.read_text():
            await asyncio.sleep(0.01)


async def test_only_the_admin_s_own_path_is_the_admin_s(api: Api) -> None:
    answer = await say(api, request("GET", "/administration"))

    assert (answer.status, answer.code) == (404, "not_found")


async def test_an_upgrade_to_a_socket_harms_nothing(api: Api) -> None:
    headers = {"Upgrade": "websocket", "Connection": "Upgrade"}
    key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec_WebSocket_Version": "13"}

    answer = await say(api, request("GET", "/api/v1/setup", **headers, **key))

    # uvicorn passes an upgrade that it does not know on as what it is besides: a request.
    assert answer.status == {"uvicorn": 200, "daphne": 403}[api.server]
    assert (await say(api, request("GET", "/healthz"))).status == 200
    assert "Traceback" not in api.log.read_text()
