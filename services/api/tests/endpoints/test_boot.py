"""The snapshot: mine, and complete enough to go on from its heads."""

from api_lab import Client, id_of

from parley.ids import stream_name
from parley.testing.world import World


async def test_boot_names_me_my_workspace_and_the_heads_of_all_my_streams(
    world: World, owner: Client
) -> None:
    answer = await owner.ask("GET", "/boot")

    assert answer.status == 200
    boot = answer.body
    assert boot["me"]["id"] == id_of(world.owner)
    assert boot["me"]["email"] == "person1@tidewater.example"
    assert boot["workspace"] == {
        "id": str(world.workspace_id),
        "name": "Tidewater",
        "general": str(world.general),
    }
    assert set(boot["heads"]) == {
        stream_name("user", world.owner.user_id),
        stream_name("workspace", world.workspace_id),
        stream_name("channel", world.general),
    }
    for name, head in boot["heads"].items():
        assert head == len(await world.events(name))
    assert boot["ws_url"].startswith("ws://127.0.0.1:")
    assert boot["session"] is not None


async def test_boot_counts_what_others_wrote_and_whom_they_named(world: World, sign_in) -> None:
    ada, ben = await world.member(), await world.member()
    client = await sign_in(ada)
    await world.message(by=ben, body="one for @person2")
    await world.message(by=ben)
    await world.message(by=ada, body="mine")

    (channel,) = (await client.ask("GET", "/boot")).body["channels"]

    assert (channel["unread"], channel["mentions"]) == (2, 1)
    assert channel["head"] == len(await world.events(stream_name("channel", world.general)))


async def test_boot_leaves_out_channels_that_i_am_not_in(world: World, sign_in) -> None:
    ada = await world.member()
    await world.channel(kind="private")
    await world.channel(kind="public")

    boot = (await (await sign_in(ada)).ask("GET", "/boot")).body

    assert [channel["name"] for channel in boot["channels"]] == ["general"]


async def test_a_guest_has_no_stream_of_the_workspace(world: World, sign_in) -> None:
    guest = await world.member(role="guest")

    boot = (await (await sign_in(guest)).ask("GET", "/boot")).body

    assert list(boot["heads"]) == [stream_name("user", guest.user_id)]


async def test_without_a_session_boot_is_refused(anybody: Client) -> None:
    answer = await anybody.ask("GET", "/boot")

    assert (answer.status, answer.code) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
