"""The first run over HTTP."""

import pytest
from api_lab import Client

from parley import config
from parley.testing.world import PASSWORD, empty

GIVEN = {
    "key": "the-set-up-key-of-tests",
    "workspace": "Tidewater",
    "name": "Grace Hopper",
    "handle": "grace",
    "email": "grace@tidewater.example",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
async def emptied(database: None) -> None:
    await empty()


async def test_set_up_makes_an_owner_who_is_signed_in(anybody: Client) -> None:
    assert (await anybody.ask("GET", "/setup")).body == {"needed": True}

    answer = await anybody.ask("POST", "/setup", GIVEN)

    assert answer.status == 201
    assert answer.body["workspace"]["name"] == "Tidewater"
    assert (answer.body["user"]["handle"], answer.body["user"]["role"]) == ("grace", "owner")
    boot = (await anybody.ask("GET", "/boot")).body
    assert boot["me"]["email"] == "grace@tidewater.example"
    assert [channel["name"] for channel in boot["channels"]] == ["general"]
    assert (await anybody.ask("GET", "/setup")).body == {"needed": False}


async def test_after_it_there_is_nothing_to_set_up_even_with_the_key(anybody: Client) -> None:
    await anybody.ask("POST", "/setup", GIVEN)

    answer = await anybody.ask("POST", "/setup", {**GIVEN, "handle": "other", "email": "o@tidewater.example"})

    assert (answer.status, answer.code) == (409, "already_set_up")


@pytest.mark.parametrize("key", ["", "another key altogether", "é"])
async def test_without_the_key_nobody_sets_up(anybody: Client, key: str) -> None:
    answer = await anybody.ask("POST", "/setup", {**GIVEN, "key": key})

    assert (answer.status, answer.code) == (403, "setup_key")


async def test_without_a_key_in_the_settings_set_up_is_closed(anybody: Client, monkeypatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(config, "_loaded", replace(config.current(), setup_key=None))

    assert (await anybody.ask("POST", "/setup", GIVEN)).code == "setup_key"


async def test_what_is_wrong_is_named(anybody: Client) -> None:
    answer = await anybody.ask("POST", "/setup", {**GIVEN, "password": "short"})

    assert (answer.status, answer.code) == (400, "invalid")
    assert [fault["field"] for fault in answer.body["errors"]] == ["password"]
    assert (await anybody.ask("GET", "/setup")).body == {"needed": True}
