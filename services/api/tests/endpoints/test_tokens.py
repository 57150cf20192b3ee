"""Tokens over HTTP."""

import asyncio

from api_lab import Client

from parley import db
from parley.ids import new_id
from parley.testing.world import World


async def test_a_token_is_shown_once_and_works_until_it_is_revoked(owner: Client, application) -> None:
    made = await owner.ask("POST", "/tokens", {"name": "bridge"})
    assert made.status == 201
    program = Client(application, token=made.body["token"])
    assert (await program.ask("GET", "/boot")).status == 200

    listed = (await owner.ask("GET", "/tokens")).body["tokens"]
    for _ in range(2):
        assert (await owner.ask("DELETE", f"/tokens/{made.body['id']}")).status == 204

    assert [(each["id"], each["name"]) for each in listed] == [(made.body["id"], "bridge")]
    assert "token" not in listed[0]
    assert (await program.ask("GET", "/boot")).code == "unauthenticated"
    assert (await owner.ask("GET", "/tokens")).body == {"tokens": [], "cursor": None}


async def test_tokens_of_others_are_not_there(world: World, owner: Client, sign_in) -> None:
    ada = await sign_in(await world.member())
    made = (await ada.ask("POST", "/tokens", {"name": "x"})).body

    for token in (made["id"], new_id()):
        assert (await owner.ask("DELETE", f"/tokens/{token}")).code == "not_found"


async def test_the_same_key_at_once_makes_one_token(owner: Client) -> None:
    answers = await asyncio.gather(
        *(owner.ask("POST", "/tokens", {"name": "x"}, Idempotency_Key="once") for _ in range(6))
    )

    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["token"] for answer in answers}) == 1
    assert len((await owner.ask("GET", "/tokens")).body["tokens"]) == 1


async def test_a_hundred_are_enough(owner: Client) -> None:
    for _ in range(100):
        assert (await owner.ask("POST", "/tokens", {"name": "x"})).status == 201

    assert (await owner.ask("POST", "/tokens", {"name": "x"})).code == "conflict"


async def test_a_key_is_printable_and_short(owner: Client) -> None:
    for key in ("x" * 256, "é"):
        answer = await owner.ask("POST", "/tokens", {"name": "x"}, Idempotency_Key=key)
        assert (answer.code, answer.body["errors"][0]["field"]) == ("invalid", "Idempotency-Key")


async def test_a_token_kept_for_a_repeat_is_not_readable_in_the_table(owner: Client) -> None:
    first = await owner.ask("POST", "/tokens", {"name": "sealed"}, Idempotency_Key="once")

    again = await owner.ask("POST", "/tokens", {"name": "sealed"}, Idempotency_Key="once")

    assert again.body == first.body
    kept = await db.reader.all(db.statement("select answer from idempotency_key", db.value))
    assert first.body["token"] not in "".join(kept)
