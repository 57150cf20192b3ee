"""The people of the workspace over HTTP."""

from api_lab import Client, id_of

from parley.actions.member.remove import remove_member
from parley.ids import new_id
from parley.testing.world import PASSWORD, World


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
        "title",
        "time_zone",
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


async def test_a_guest_sees_who_wrote_what_they_read_though_they_left(world: World, sign_in) -> None:
    guest, ada, ben = await world.member(role="guest"), await world.member(), await world.member()
    read, unread = await world.channel(by=ada), await world.channel(by=ben)
    await world.message(by=ada, channel=read)
    await world.message(by=ben, channel=unread)
    await world.join(guest, read)
    await remove_member(actor=ada, channel_id=read.id, user_id=ada.user_id)
    client = await sign_in(guest)

    assert (await client.ask("GET", f"/users/{ada.user_id}")).body["id"] == id_of(ada)
    assert (await client.ask("GET", f"/users/{ben.user_id}")).code == "not_found"


SAID = {"name": "Ada Lovelace", "handle": "ada", "title": "Engines", "time_zone": "Europe/London"}


async def test_i_change_what_i_say_of_myself(world: World, sign_in) -> None:
    ada = await world.member()
    client = await sign_in(ada)

    changed = await client.ask("PATCH", "/users/me", SAID)
    cleared = await client.ask("PATCH", f"/users/{ada.user_id}", {"title": "", "time_zone": None})

    assert (changed.status, {key: changed.body[key] for key in SAID}) == (200, SAID)
    assert (changed.body["email"], changed.body["email_confirmed"]) == ("person2@tidewater.example", True)
    assert (cleared.body["name"], cleared.body["title"], cleared.body["time_zone"]) == (
        "Ada Lovelace",
        "",
        None,
    )
    assert (await client.ask("GET", "/users/me")).body == cleared.body
    assert (await client.ask("GET", "/boot")).body["me"] == cleared.body


async def test_nobody_else_sees_my_address(world: World, owner: Client) -> None:
    ada = await world.member()

    for answer in (
        await owner.ask("GET", f"/users/{ada.user_id}"),
        await owner.ask("PATCH", f"/users/{ada.user_id}", {"role": "guest"}),
    ):
        assert answer.status == 200
        assert not {"email", "email_confirmed"} & set(answer.body)


async def test_what_can_t_be_is_refused_with_its_code(world: World, owner: Client, sign_in) -> None:
    ada, guest = await world.member(), await sign_in(await world.member(role="guest"))
    member = await sign_in(ada)

    for client, method, path, body, expected in (
        (member, "PATCH", "/users/me", {"handle": "person1"}, (409, "handle_taken")),
        (member, "PATCH", "/users/me", {"time_zone": "Mars/Olympus"}, (400, "invalid")),
        (member, "PATCH", "/users/me", {"role": "owner"}, (403, "forbidden")),
        (member, "PATCH", "/users/me", {"colour": "blue"}, (400, "invalid")),
        (member, "PATCH", f"/users/{id_of(world.owner)}", {"name": "Eve"}, (403, "forbidden")),
        (member, "DELETE", f"/users/{id_of(world.owner)}", None, (403, "forbidden")),
        (guest, "PATCH", f"/users/{id_of(ada)}", {"role": "guest"}, (404, "not_found")),
        (guest, "DELETE", "/users/me", None, (403, "forbidden")),
        (owner, "PATCH", "/users/me", {"role": "member"}, (409, "last_owner")),
        (owner, "DELETE", "/users/me", None, (409, "last_owner")),
        (owner, "DELETE", f"/users/{new_id()}", None, (404, "not_found")),
        (owner, "PATCH", "/users/nonsense", {}, (404, "not_found")),
    ):
        answer = await client.ask(method, path, body)
        assert (answer.status, answer.code) == expected, (method, path, body)


async def test_who_is_deactivated_is_asked_to_sign_in_and_can_t(world: World, owner: Client, sign_in) -> None:
    ada = await world.member()
    client = await sign_in(ada)
    assert (await client.ask("GET", "/boot")).status == 200

    for _ in range(2):
        assert (await owner.ask("DELETE", f"/users/{ada.user_id}")).status == 204

    assert (await client.ask("GET", "/boot")).code == "unauthenticated"
    credentials = {"email": "person2@tidewater.example", "password": PASSWORD}
    assert (await client.ask("POST", "/sessions", credentials)).code == "wrong_credentials"
    assert (await owner.ask("GET", f"/users/{ada.user_id}")).body["deactivated_at"] is not None

    restored = await owner.ask("PATCH", f"/users/{ada.user_id}", {"deactivated": False})

    assert (restored.status, restored.body["deactivated_at"]) == (200, None)
    assert (await client.ask("GET", "/boot")).code == "unauthenticated"
    assert (await client.ask("POST", "/sessions", credentials)).status == 201
