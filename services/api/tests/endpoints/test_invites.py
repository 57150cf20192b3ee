"""Invites over HTTP: from the link to #general."""

from api_lab import Client

from parley import config
from parley.ids import new_id
from parley.testing.world import PASSWORD, World

GRACE = {
    "name": "Grace Hopper",
    "handle": "grace",
    "email": "grace@tidewater.example",
    "password": PASSWORD,
}


async def test_whoever_has_the_link_comes_into_general(world: World, owner: Client, application) -> None:
    invite = await owner.ask("POST", "/invites", {})
    code = invite.body["code"]
    assert invite.status == 201
    assert invite.body["url"] == f"{config.current().public_url}/invite/{code}"
    assert (invite.body["uses"], invite.body["max_uses"], invite.body["role"]) == (0, None, "member")
    grace = Client(application)

    shown = await grace.ask("GET", f"/invites/{code}")
    accepted = await grace.ask("POST", f"/invites/{code}/accept", GRACE)

    assert shown.body["workspace"] == {
        "id": str(world.workspace_id),
        "name": "Tidewater",
        "general": str(world.general),
    }
    assert (shown.body["invited_by"], shown.body["role"]) == ("Person 1", "member")
    assert accepted.status == 201
    assert accepted.body["user"]["handle"] == "grace"
    boot = (await grace.ask("GET", "/boot")).body
    assert [channel["name"] for channel in boot["channels"]] == ["general"]
    (listed,) = (await owner.ask("GET", "/invites")).body["invites"]
    assert listed["uses"] == 1


async def test_taken_names_are_told_apart(owner: Client, application) -> None:
    code = (await owner.ask("POST", "/invites", {})).body["code"]
    grace = Client(application)

    for given, expected in (
        ({**GRACE, "handle": "person1"}, "handle_taken"),
        ({**GRACE, "email": "person1@tidewater.example"}, "email_taken"),
    ):
        answer = await grace.ask("POST", f"/invites/{code}/accept", given)
        assert (answer.status, answer.code) == (409, expected)


async def test_an_invite_that_is_over_is_gone_and_a_wrong_one_was_never_there(owner: Client) -> None:
    invite = (await owner.ask("POST", "/invites", {"max_uses": 3, "expires_in_hours": 1})).body

    for _ in range(2):
        assert (await owner.ask("DELETE", f"/invites/{invite['id']}")).status == 204

    for method, path, body in (
        ("GET", f"/invites/{invite['code']}", None),
        ("POST", f"/invites/{invite['code']}/accept", GRACE),
    ):
        answer = await owner.ask(method, path, body)
        assert (answer.status, answer.code) == (410, "invite_expired")
    for method, path, body in (
        ("GET", "/invites/nonsense", None),
        ("POST", "/invites/nonsense/accept", GRACE),
        ("DELETE", f"/invites/{new_id()}", None),
        ("DELETE", "/invites/nonsense", None),
    ):
        answer = await owner.ask(method, path, body)
        assert (answer.status, answer.code) == (404, "invite_not_found")
    assert (await owner.ask("GET", "/invites")).body == {"invites": [], "cursor": None}


async def test_guests_don_t_invite_and_bounds_are_held(world: World, owner: Client, sign_in) -> None:
    guest = await sign_in(await world.member(role="guest"))

    assert (await guest.ask("POST", "/invites", {})).code == "forbidden"
    for body in ({"max_uses": 0}, {"expires_in_hours": 0}, {"role": "king"}, {"channels": ["x"]}, {"x": 1}):
        assert (await owner.ask("POST", "/invites", body)).code == "invalid"
    assert (await owner.ask("POST", "/invites", {"channels": [str(new_id())]})).code == "not_found"


async def test_a_repeat_with_its_key_gives_the_same_invite(owner: Client) -> None:
    first = await owner.ask("POST", "/invites", {}, Idempotency_Key="once")
    second = await owner.ask("POST", "/invites", {}, Idempotency_Key="once")
    other = await owner.ask("POST", "/invites", {"max_uses": 1}, Idempotency_Key="once")

    assert (first.status, second.status, first.body) == (201, 201, second.body)
    assert (other.status, other.code) == (409, "key_reused")
    assert len((await owner.ask("GET", "/invites")).body["invites"]) == 1


async def test_a_code_that_can_be_none_is_not_found(owner: Client) -> None:
    for method, path, body in (
        ("GET", "/invites/%00", None),
        ("POST", "/invites/a%00b/accept", GRACE),
    ):
        answer = await owner.ask(method, path, body)
        assert (answer.status, answer.code) == (404, "invite_not_found")


async def test_an_address_that_no_account_holds_is_invalid(owner: Client, application) -> None:
    code = (await owner.ask("POST", "/invites", {})).body["code"]
    email = "a" * 64 + "@" + ".".join(["b" * 60] * 4) + ".example"

    answer = await Client(application).ask("POST", f"/invites/{code}/accept", {**GRACE, "email": email})

    assert (answer.status, answer.code, answer.body["errors"][0]["field"]) == (400, "invalid", "email")
