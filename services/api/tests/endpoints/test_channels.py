"""Channels over HTTP."""

import pytest
from api_lab import Client

from parley.ids import new_id
from parley.testing.world import World

HARBOUR = {"kind": "public", "name": "harbour", "description": "Ships"}


async def test_a_channel_is_made_once_by_its_id(owner: Client) -> None:
    given = {**HARBOUR, "id": str(new_id())}

    first = await owner.ask("POST", "/channels", given)
    second = await owner.ask("POST", "/channels", given)
    other = await owner.ask("POST", "/channels", {**given, "name": "other"})

    assert (first.status, second.status) == (201, 200)
    assert first.body == second.body
    assert first.body["id"] == given["id"]
    assert (first.body["is_member"], first.body["member_count"]) == (True, 1)
    assert (other.status, other.code) == (409, "id_taken")


async def test_without_an_id_the_key_makes_it_once(owner: Client) -> None:
    first = await owner.ask("POST", "/channels", HARBOUR, Idempotency_Key="once")
    second = await owner.ask("POST", "/channels", HARBOUR, Idempotency_Key="once")
    third = await owner.ask("POST", "/channels", HARBOUR)

    assert (first.status, second.status, first.body) == (201, 201, second.body)
    assert (third.status, third.code) == (409, "name_taken")


async def test_members_come_along_or_nobody_does(world: World, owner: Client) -> None:
    ada = await world.member()

    made = await owner.ask("POST", "/channels", {**HARBOUR, "members": [str(ada.user_id)]})
    refused = await owner.ask("POST", "/channels", {**HARBOUR, "name": "x", "members": [str(new_id())]})

    assert made.body["member_count"] == 2
    assert (refused.status, refused.code) == (404, "not_found")


async def test_i_see_public_channels_and_mine(world: World, owner: Client, sign_in) -> None:
    ada, guest = await sign_in(await world.member()), await sign_in(await world.member(role="guest"))
    public = (await owner.ask("POST", "/channels", HARBOUR)).body
    private = (await owner.ask("POST", "/channels", {"kind": "private", "name": "secret"})).body

    async def names(client: Client) -> list[str]:
        return [each["name"] for each in (await client.ask("GET", "/channels")).body["channels"]]

    assert sorted(await names(owner)) == ["general", "harbour", "secret"]
    assert sorted(await names(ada)) == ["general", "harbour"]
    assert await names(guest) == []
    assert (await ada.ask("GET", f"/channels/{public['id']}")).body["is_member"] is False
    assert (await ada.ask("GET", f"/channels/{private['id']}")).code == "not_found"


async def test_channels_come_by_pages(owner: Client) -> None:
    for number in range(4):
        await owner.ask("POST", "/channels", {"kind": "public", "name": f"number {number}"})
    seen, cursor = [], ""

    while cursor is not None:
        page = (await owner.ask("GET", f"/channels?limit=2{cursor and f'&cursor={cursor}'}")).body
        seen += [each["name"] for each in page["channels"]]
        cursor = page["cursor"]

    assert seen == ["general", *(f"number {number}" for number in range(4))]


async def test_a_change_is_made_from_the_version_that_was_seen(owner: Client) -> None:
    channel = (await owner.ask("POST", "/channels", HARBOUR)).body
    path, version = f"/channels/{channel['id']}", channel["version"]

    changed = await owner.ask("PATCH", path, {"name": "docks"}, If_Match=f'"{version}"')
    late = await owner.ask("PATCH", path, {"name": "piers"}, If_Match=str(version))
    any_version = await owner.ask("PATCH", path, {"description": ""}, If_Match="*")
    nonsense = await owner.ask("PATCH", path, {"name": "piers"}, If_Match="yesterday")

    assert (changed.status, changed.body["name"]) == (200, "docks")
    assert changed.body["version"] > version
    assert (late.status, late.code) == (412, "changed")
    assert (any_version.status, any_version.body["description"]) == (200, "")
    assert (nonsense.code, nonsense.body["errors"][0]["field"]) == ("invalid", "If-Match")
    assert (await owner.ask("GET", path)).body == any_version.body


async def test_deleting_archives_and_patching_restores(owner: Client) -> None:
    channel = (await owner.ask("POST", "/channels", HARBOUR)).body
    path = f"/channels/{channel['id']}"

    for _ in range(2):
        assert (await owner.ask("DELETE", path)).status == 204

    assert (await owner.ask("GET", path)).body["archived_at"] is not None
    assert (await owner.ask("PATCH", path, {"name": "x"})).code == "channel_archived"
    assert (await owner.ask("PATCH", path, {"archived": False})).body["archived_at"] is None


async def test_general_stays(world: World, owner: Client) -> None:
    path = f"/channels/{world.general}"

    assert (await owner.ask("DELETE", path)).code == "general_stays"
    assert (await owner.ask("PATCH", path, {"kind": "private"})).code == "general_stays"


async def test_refusals_say_why(world: World, owner: Client, sign_in) -> None:
    ada, guest = await sign_in(await world.member()), await sign_in(await world.member(role="guest"))
    channel = (await owner.ask("POST", "/channels", HARBOUR)).body
    path = f"/channels/{channel['id']}"

    assert (await guest.ask("POST", "/channels", HARBOUR)).code == "forbidden"
    assert (await ada.ask("PATCH", path, {"name": "x"})).code == "not_a_member"
    assert (await ada.ask("DELETE", path)).code == "forbidden"
    assert (await guest.ask("PATCH", path, {"name": "x"})).code == "not_found"
    assert (await owner.ask("PATCH", path, {"name": "General"})).code == "name_taken"
    for unknown in (new_id(), "nonsense"):
        for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
            assert (await owner.ask(method, f"/channels/{unknown}", body)).code == "not_found"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "public"}, "name"),
        ({"kind": "public", "name": ""}, "name"),
        ({"kind": "public", "name": "x" * 81}, "name"),
        ({"kind": "public", "name": 1}, "name"),
        ({"kind": "dm", "name": "x"}, "kind"),
        ({**HARBOUR, "description": "x" * 1001}, "description"),
        ({**HARBOUR, "id": "x"}, "id"),
        ({**HARBOUR, "members": ["x"]}, "members[0]"),
        ({**HARBOUR, "extra": 1}, "extra"),
    ],
)
async def test_what_a_channel_needs_is_named(owner: Client, body: dict, field: str) -> None:
    answer = await owner.ask("POST", "/channels", body)

    assert (answer.status, answer.code) == (400, "invalid")
    assert [fault["field"] for fault in answer.body["errors"]] == [field]


async def test_a_channel_begins_with_a_bounded_number_of_people(owner: Client) -> None:
    given = {"kind": "private", "name": "crowd", "members": [str(new_id()) for _ in range(501)]}

    answer = await owner.ask("POST", "/channels", given)

    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "members")
