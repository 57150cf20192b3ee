"""The people of the workspace over HTTP."""

from api_lab import Client, id_of

from parley.ids import new_id
from parley.testing.world import World


async def test_everybody_is_listed_by_pages(world: World, owner: Client) -> None:
    people = [world.owner, *[await world.member() for _ in range(3)]]

    first = (await owner.ask("GET", "/users?limit=3")).body
    second = (await owner.ask("GET", f"/users?limit=3&cursor={first['cursor']}")).body

    assert [user["id"] for user in first["users"] + second["users"]] == [id_of(each) for each in people]
    assert second["cursor"] is None
    assert set(first["users"][0]) == {
        "id",
        "handle",
        "name",
        "role",
        "is_bot",
        "deactivated_at",
        "created_at",
    }


async def test_a_user_is_found_by_id_and_nobody_else_is(world: World, owner: Client) -> None:
    ada = await world.member()

    assert (await owner.ask("GET", f"/users/{ada.user_id}")).body["handle"] == "person2"
    for unknown in (new_id(), "nonsense"):
        assert (await owner.ask("GET", f"/users/{unknown}")).code == "not_found"


async def test_a_guest_sees_those_of_their_channels(world: World, sign_in) -> None:
    guest, ada, ben = await world.member(role="guest"), await world.member(), await world.member()
    channel = await world.channel(by=ada)
    await world.join(guest, channel)
    client = await sign_in(guest)

    seen = {user["id"] for user in (await client.ask("GET", "/users")).body["users"]}

    assert seen == {id_of(guest), id_of(ada)}
    assert (await client.ask("GET", f"/users/{ben.user_id}")).code == "not_found"
