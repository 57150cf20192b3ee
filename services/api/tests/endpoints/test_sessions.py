"""Signing in and out over HTTP: the cookie, the Origin rule, the devices."""

import pytest
from api_lab import Client

from parley import config
from parley.actions.token.create import create_token
from parley.ids import new_id
from parley.testing.world import PASSWORD, World

RIGHT = {"email": "person1@tidewater.example", "password": PASSWORD}


async def test_signing_in_sets_a_cookie_that_scripts_can_t_read(world: World, anybody: Client) -> None:
    answer = await anybody.ask("POST", "/sessions", RIGHT, User_Agent="Lynx/2.9")

    assert answer.status == 201
    assert answer.body["user"]["handle"] == "person1"
    assert answer.body["session"]["agent"] == "Lynx/2.9"
    assert answer.body["session"]["current"] is True
    cookie = answer.cookies["parley_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert int(cookie["max-age"]) == 90 * 24 * 3600
    assert (await anybody.ask("GET", "/boot")).status == 200


@pytest.mark.parametrize(
    "given", [{**RIGHT, "password": "wrong"}, {**RIGHT, "email": "nobody@tidewater.example"}]
)
async def test_wrong_credentials_look_alike(world: World, anybody: Client, given: dict) -> None:
    answer = await anybody.ask("POST", "/sessions", given)

    assert (answer.status, answer.code) == (401, "wrong_credentials")
    assert answer.body["detail"] == "Check both and try again."
    assert not answer.cookies


async def test_too_many_tries_are_told_when_to_come_back(world: World, anybody: Client) -> None:
    for _ in range(40):  # on a busy machine the bucket refills while the tries are hashed
        answer = await anybody.ask("POST", "/sessions", {**RIGHT, "password": "wrong"})
        if answer.status == 429:
            break

    assert (answer.status, answer.code) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) >= 1


async def test_signing_out_ends_the_session_and_clears_the_cookie(world: World, owner: Client) -> None:
    answer = await owner.ask("DELETE", "/sessions/current")

    assert answer.status == 204
    assert answer.cookies["parley_session"]["max-age"] == "0"
    owner.cookies["parley_session"] = "whatever it was"
    assert (await owner.ask("GET", "/boot")).code == "unauthenticated"


async def test_another_device_is_signed_out_by_its_id_however_often(world: World, sign_in) -> None:
    here, there = await sign_in(world.owner), await sign_in(world.owner)
    listed = (await here.ask("GET", "/sessions")).body["sessions"]
    (other,) = [each["id"] for each in listed if not each["current"]]

    for _ in range(2):
        answer = await here.ask("DELETE", f"/sessions/{other}")
        assert answer.status == 204
        assert not answer.cookies

    assert (await there.ask("GET", "/boot")).status == 401
    assert (await here.ask("GET", "/boot")).status == 200


async def test_sessions_of_others_can_t_be_ended(world: World, sign_in) -> None:
    ada = await sign_in(await world.member())
    theirs = (await ada.ask("GET", "/sessions")).body["sessions"][0]["id"]
    owner = await sign_in(world.owner)

    for session in (theirs, str(new_id()), "nonsense"):
        assert (await owner.ask("DELETE", f"/sessions/{session}")).code == "not_found"

    assert (await ada.ask("GET", "/boot")).status == 200


async def test_sessions_come_by_pages(world: World, sign_in) -> None:
    clients = [await sign_in(world.owner) for _ in range(5)]
    seen, cursor = [], ""

    while cursor is not None:
        page = (await clients[0].ask("GET", f"/sessions?limit=2{cursor and f'&cursor={cursor}'}")).body
        seen += [each["id"] for each in page["sessions"]]
        cursor = page["cursor"]

    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost:1", ""])
async def test_a_page_from_elsewhere_can_t_use_the_cookie(world: World, owner: Client, origin: str) -> None:
    answer = await owner.ask("DELETE", "/sessions/current", Origin=origin)

    assert (answer.status, answer.code) == (403, "origin")
    assert (await owner.ask("GET", "/boot")).status == 200


async def test_a_browser_without_origin_may_say_that_it_is_the_same(world: World, owner: Client) -> None:
    path, body = "/channels", {"kind": "public", "name": "harbour"}

    refused = await owner.ask("POST", path, body, Origin="", Sec_Fetch_Site="cross-site")
    allowed = await owner.ask("POST", path, body, Origin="", Sec_Fetch_Site="same-origin")

    assert (refused.code, allowed.status) == ("origin", 201)


async def test_a_page_from_elsewhere_can_t_sign_anybody_in(world: World, anybody: Client) -> None:
    answer = await anybody.ask("POST", "/sessions", RIGHT, Origin="https://elsewhere.example")

    assert answer.code == "origin"


async def test_a_program_signs_in_without_an_origin(world: World, anybody: Client) -> None:
    assert (await anybody.ask("POST", "/sessions", RIGHT, Origin="")).status == 201


async def test_a_token_needs_no_origin_and_wins_over_the_cookie(
    world: World, owner: Client, application
) -> None:
    ada = await world.member()
    token = await create_token(actor=ada, name="x")

    answer = await owner.ask(
        "POST",
        "/channels",
        {"kind": "public", "name": "harbour"},
        Authorization=f"Bearer {token.value}",
        Origin="",
    )

    assert answer.status == 201
    assert answer.body["created_by"] == str(ada.user_id)


@pytest.mark.parametrize("value", ["Bearer nonsense", "Bearer", "Bearer  ", "Basic YTpi", "parley_x"])
async def test_a_wrong_token_is_refused_though_the_cookie_is_good(owner: Client, value: str) -> None:
    answer = await owner.ask("GET", "/boot", Authorization=value)

    assert (answer.status, answer.code) == (401, "unauthenticated")


async def test_a_program_has_no_current_session(world: World, application, fresh_limits) -> None:
    token = await create_token(actor=world.owner, name="x")
    program = Client(application, token=token.value)

    assert (await program.ask("GET", "/boot")).body["session"] is None
    assert (await program.ask("DELETE", "/sessions/current")).code == "not_found"


async def test_another_workspace_is_chosen_by_a_header(world: World, owner: Client) -> None:
    mine = await owner.ask("GET", "/boot", Parley_Workspace=str(world.workspace_id))
    other = await owner.ask("GET", "/boot", Parley_Workspace=str(new_id()))
    nonsense = await owner.ask("GET", "/boot", Parley_Workspace="nonsense")

    assert (mine.status, other.code, nonsense.code) == (200, "unauthenticated", "invalid")


async def test_the_public_address_is_the_one_that_counts(owner: Client) -> None:
    public = config.current().public_url

    answer = await owner.ask("POST", "/channels", {"kind": "public", "name": "x"}, Origin=f"{public}/")

    assert answer.code == "origin"


async def test_all_other_devices_are_signed_out_at_once(world: World, sign_in) -> None:
    here, there, ada = [await sign_in(each) for each in (world.owner, world.owner, await world.member())]

    for _ in range(2):
        assert (await here.ask("DELETE", "/sessions")).status == 204

    assert (await there.ask("GET", "/boot")).status == 401
    assert [(await each.ask("GET", "/boot")).status for each in (here, ada)] == [200, 200]
