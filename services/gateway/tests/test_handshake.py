"""What is asked of a connection before it becomes a socket."""

import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from gateway_lab import Gateway, as_browser, give_token, make_session, open_socket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from parley.ids import new_id
from parley.testing.world import World

pytestmark = pytest.mark.each_server


async def refused(gateway: Gateway, path: str = "/ws", **options: Any) -> tuple[int, dict[str, Any]]:
    given = {"subprotocols": ["parley.v1"], "proxy": None, **options}
    with pytest.raises(InvalidStatus) as caught:
        async with connect(gateway.url.removesuffix("/ws") + path, **given):
            pass
    response = caught.value.response
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, json.loads(response.body)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_a_cookie_needs_a_page_of_ours(gateway: Gateway, world: World, origin: str | None) -> None:
    _, key = await make_session(world.owner)
    given = {**as_browser(gateway, key), "origin": origin}

    status, problem = await refused(gateway, **given)

    assert (status, problem["code"]) == (403, "origin")


async def test_a_cookie_that_is_worth_nothing_needs_one_too(gateway: Gateway) -> None:
    status, problem = await refused(
        gateway, **{**as_browser(gateway, "made-up"), "origin": "http://evil.example"}
    )

    assert (status, problem["code"]) == (403, "origin")


async def test_a_token_goes_before_a_cookie_and_needs_no_page(gateway: Gateway, world: World) -> None:
    token = await give_token(world.owner)
    headers = {"Authorization": f"Bearer {token}", "Cookie": "parley_session=made-up"}

    async with open_socket(gateway, additional_headers=headers, origin="http://evil.example") as client:
        welcome = await client.hello()

    assert welcome["user"] == str(world.owner.user_id)


async def test_a_broken_cookie_beside_ours_does_no_harm(gateway: Gateway, world: World) -> None:
    _, key = await make_session(world.owner)
    given = as_browser(gateway, key)
    given["additional_headers"] = {"Cookie": f'a[b]="c; {given["additional_headers"]["Cookie"]}; =x'}

    async with open_socket(gateway, **given) as client:
        welcome = await client.hello()

    assert welcome["user"] == str(world.owner.user_id)


async def test_the_subprotocol_must_be_asked_for(gateway: Gateway) -> None:
    assert (await refused(gateway, subprotocols=None))[1]["code"] == "subprotocol"
    assert (await refused(gateway, subprotocols=["parley.v2"]))[0] == 400


async def test_the_subprotocol_is_confirmed(gateway: Gateway) -> None:
    async with open_socket(gateway, subprotocols=["other", "parley.v1"]) as client:
        assert client.socket.subprotocol == "parley.v1"


async def test_a_workspace_that_is_no_id_is_refused(gateway: Gateway) -> None:
    status, problem = await refused(gateway, additional_headers={"Parley-Workspace": "tidewater"})

    assert (status, problem["code"]) == (400, "invalid")


async def test_the_header_chooses_the_workspace(gateway: Gateway, world: World) -> None:
    token = await give_token(world.owner)
    headers = {"Authorization": f"Bearer {token}", "Parley-Workspace": str(new_id())}

    async with open_socket(gateway, additional_headers=headers) as client:
        await client.say("hello")
        code, _ = await client.ended()
        assert code == 4401


@pytest.mark.parametrize("path", ["/", "/ws/", "/other"])
async def test_there_is_no_other_path(gateway: Gateway, path: str) -> None:
    status, problem = await refused(gateway, path)

    assert (status, problem["code"]) == (404, "not_found")


async def test_strangers_of_one_address_are_bounded_and_others_still_come_in(
    gateway: Gateway, world: World
) -> None:
    token = await give_token(world.owner)
    async with AsyncExitStack() as stack:
        for _ in range(20):  # PARLEY_STRANGERS of this gateway
            await stack.enter_async_context(open_socket(gateway))

        status, problem = await refused(gateway)
        async with open_socket(gateway, additional_headers={"Authorization": f"Bearer {token}"}) as client:
            await client.hello()

    assert (status, problem["code"]) == (429, "rate_limited")
    async with open_socket(gateway) as client:
        await client.hello(token=token)


async def test_health_is_answered_over_http(gateway: Gateway) -> None:
    status, body = gateway.get("/readyz")

    assert gateway.get("/healthz") == (200, "ok")
    assert status == 200
    assert (
        json.loads(body).items() >= {"ready": True, "database": True, "bus": True, "draining": False}.items()
    )
    assert gateway.get("/other")[0] == 404
    assert gateway.get("/healthz", "POST")[0] == 405
