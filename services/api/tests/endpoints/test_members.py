"""Joining and leaving over HTTP."""

from api_lab import Client, id_of

from parley.ids import new_id
from parley.testing.world import World


async def test_me_joins_and_leaves_however_often(world: World, sign_in) -> None:
    ada = await world.member()
    client, channel = await sign_in(ada), await world.channel()
    path = f"/channels/{channel.id}/members"

    for _ in range(2):
        assert (await client.ask("PUT", f"{path}/me")).status == 204
    joined = (await client.ask("GET", path)).body["members"]
    for _ in range(2):
        assert (await client.ask("DELETE", f"{path}/me")).status == 204

    assert {each["user"] for each in joined} == {id_of(ada), id_of(world.owner)}
    assert len((await client.ask("GET", path)).body["members"]) == 1


async def test_people_are_added_and_removed_by_their_id(world: World, owner: Client, sign_in) -> None:
    ada, channel = await world.member(), await world.channel(kind="private")
    path = f"/channels/{channel.id}/members/{ada.user_id}"

    assert (await owner.ask("PUT", path)).status == 204
    assert (await (await sign_in(ada)).ask("GET", f"/channels/{channel.id}")).body["is_member"] is True
    assert (await owner.ask("DELETE", path)).status == 204
    assert (await (await sign_in(ada)).ask("GET", f"/channels/{channel.id}")).code == "not_found"


async def test_leaving_a_private_channel_again_succeeds(world: World, sign_in) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))
    client = await sign_in(ada)

    for _ in range(2):
        assert (await client.ask("DELETE", f"/channels/{channel.id}/members/me")).status == 204


async def test_members_come_by_pages(world: World, owner: Client) -> None:
    people = [await world.member() for _ in range(4)]
    path = f"/channels/{world.general}/members"

    first = (await owner.ask("GET", f"{path}?limit=3")).body
    second = (await owner.ask("GET", f"{path}?limit=3&cursor={first['cursor']}")).body

    users = [each["user"] for each in first["members"] + second["members"]]
    assert users == sorted([id_of(world.owner), *map(id_of, people)])
    assert second["cursor"] is None


async def test_refusals_say_why(world: World, owner: Client, sign_in) -> None:
    ada, ben = await world.member(), await world.member()
    client, channel = await sign_in(ada), await world.channel(members=(ben,))
    path = f"/channels/{channel.id}/members"

    assert (await client.ask("DELETE", f"{path}/{ben.user_id}")).code == "forbidden"
    assert (await client.ask("DELETE", f"/channels/{world.general}/members/me")).code == "general_stays"
    for user in (new_id(), "nonsense"):
        for method in ("PUT", "DELETE"):
            assert (await owner.ask(method, f"{path}/{user}")).code == "not_found"
    for method in ("PUT", "DELETE"):
        assert (await client.ask(method, f"/channels/{new_id()}/members/me")).code == "not_found"
    assert (await client.ask("GET", f"/channels/{new_id()}/members")).code == "not_found"
    await owner.ask("DELETE", f"/channels/{channel.id}")
    assert (await client.ask("PUT", f"{path}/me")).code == "channel_archived"
