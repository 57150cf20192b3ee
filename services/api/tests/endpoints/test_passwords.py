"""Passwords over HTTP: mine, and the link of a mail."""

from api_lab import Client

from parley import db
from parley.actor import Actor
from parley.policies.code import make_reset_code
from parley.queries.account import find_account
from parley.testing.world import PASSWORD, World

OTHER = "a rather different one"
MINE = {"email": "person1@tidewater.example", "password": OTHER}


async def make_code(actor: Actor) -> str:
    assert actor.account_id is not None
    account = await find_account(db.reader, actor.account_id)
    assert account is not None
    return make_reset_code(account)


async def test_i_change_my_password_and_stay_signed_in_here_only(
    world: World, sign_in, anybody: Client
) -> None:
    here, there = await sign_in(world.owner), await sign_in(world.owner)

    for given, expected in (
        ({"current": "wrong", "password": OTHER}, (403, "wrong_password")),
        ({"current": PASSWORD, "password": "short"}, (400, "invalid")),
        ({"password": OTHER}, (400, "invalid")),
        ({"current": PASSWORD, "password": OTHER}, (204, None)),
    ):
        answer = await here.ask("PUT", "/password", given)
        assert (answer.status, answer.code) == expected

    assert (await here.ask("GET", "/boot")).status == 200
    assert (await there.ask("GET", "/boot")).code == "unauthenticated"
    assert (await anybody.ask("POST", "/sessions", MINE)).status == 201


async def test_asking_for_a_link_gets_the_same_answer_whoever_has_the_address(
    world: World, anybody: Client
) -> None:
    answers = [
        await anybody.ask("POST", "/password-resets", {"email": f"{who}@tidewater.example"})
        for who in ("person1", "nobody")
    ]

    assert [(answer.status, answer.body) for answer in answers] == [(202, {}), (202, {})]
    assert (await anybody.ask("POST", "/password-resets", {"email": "nowhere"})).code == "invalid"
    for _ in range(10):
        last = await anybody.ask("POST", "/password-resets", {"email": "nobody@tidewater.example"})
    assert (last.status, last.code) == (429, "rate_limited")


async def test_a_link_signs_in_with_a_new_password_once(world: World, owner: Client, anybody: Client) -> None:
    code = await make_code(world.owner)

    shown = await anybody.ask("GET", f"/password-resets/{code}")
    refused = await anybody.ask("POST", f"/password-resets/{code}/accept", {"password": "short"})
    accepted = await anybody.ask("POST", f"/password-resets/{code}/accept", {"password": OTHER})

    assert (shown.status, set(shown.body)) == (200, {"expires_at"})
    assert refused.code == "invalid"
    assert (accepted.status, accepted.body["user"]["handle"]) == (201, "person1")
    assert accepted.body["session"]["current"]
    assert (await anybody.ask("GET", "/boot")).status == 200
    assert (await owner.ask("GET", "/boot")).code == "unauthenticated"
    for method, path, body in (
        ("GET", f"/password-resets/{code}", None),
        ("POST", f"/password-resets/{code}/accept", {"password": OTHER}),
    ):
        answer = await anybody.ask(method, path, body)
        assert (answer.status, answer.code) == (410, "reset_expired")
        other = await anybody.ask(method, path.replace(code, "nonsense"), body)
        assert (other.status, other.code) == (404, "not_found")


async def test_a_page_elsewhere_neither_changes_a_password_nor_uses_a_link(
    world: World, owner: Client, anybody: Client
) -> None:
    code = await make_code(world.owner)

    for client, method, path, body in (
        (owner, "PUT", "/password", {"current": PASSWORD, "password": OTHER}),
        (anybody, "POST", f"/password-resets/{code}/accept", {"password": OTHER}),
    ):
        answer = await client.ask(method, path, body, Origin="https://elsewhere.example")
        assert (answer.status, answer.code) == (403, "origin")
