"""E-mail confirmations over HTTP."""

from api_lab import Client

from parley import db
from parley.actor import Actor
from parley.policies.code import make_confirmation_code
from parley.queries.account import find_account
from parley.testing.world import PASSWORD, World

NEW = "captain@tidewater.example"


async def make_code(actor: Actor, email: str) -> str:
    assert actor.account_id is not None
    account = await find_account(db.reader, actor.account_id)
    assert account is not None
    return make_confirmation_code(account, email)


async def test_whoever_opens_the_link_confirms_the_address(
    world: World, owner: Client, anybody: Client
) -> None:
    asked = await owner.ask("POST", "/email-confirmations", {"email": NEW, "password": PASSWORD})
    code = await make_code(world.owner, NEW)

    confirmed = await anybody.ask("POST", f"/email-confirmations/{code}/accept")

    assert (asked.status, asked.body) == (202, {})
    assert (confirmed.status, confirmed.body) == (200, {"email": NEW})
    me = (await owner.ask("GET", "/boot")).body["me"]
    assert (me["email"], me["email_confirmed"]) == (NEW, True)
    again = await anybody.ask("POST", f"/email-confirmations/{code}/accept")
    assert (again.status, again.code) == (410, "confirmation_expired")
    none = await anybody.ask("POST", "/email-confirmations/nonsense/accept")
    assert (none.status, none.code) == (404, "not_found")


async def test_what_can_t_be_is_refused_with_its_code(world: World, owner: Client, anybody: Client) -> None:
    await world.member()
    taken = "person2@tidewater.example"

    for client, given, expected in (
        (owner, {}, (202, None)),
        (owner, {"email": taken, "password": PASSWORD}, (409, "email_taken")),
        (owner, {"email": NEW, "password": "wrong"}, (403, "wrong_password")),
        (owner, {"email": NEW}, (400, "invalid")),
        (owner, {"email": "nowhere", "password": PASSWORD}, (400, "invalid")),
        (anybody, {}, (401, "unauthenticated")),
    ):
        answer = await client.ask("POST", "/email-confirmations", given)
        assert (answer.status, answer.code) == expected
    code = await make_code(world.owner, taken)
    assert (await anybody.ask("POST", f"/email-confirmations/{code}/accept")).code == "email_taken"


async def test_an_invite_by_mail_says_where_it_went(world: World, owner: Client, anybody: Client) -> None:
    made = await owner.ask("POST", "/invites", {"email": "Grace@tidewater.example", "max_uses": 7})

    assert (made.status, made.body["email"], made.body["mail"], made.body["max_uses"]) == (
        201,
        "grace@tidewater.example",
        "queued",
        1,
    )
    shown = await anybody.ask("GET", f"/invites/{made.body['code']}")
    assert shown.body["email"] == "grace@tidewater.example"
    assert (await owner.ask("POST", "/invites", {"email": "nowhere"})).code == "invalid"
