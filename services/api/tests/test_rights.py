"""Who may do what: every operation, asked rightly by everybody there is. An operation without a row fails."""

from typing import Any

import pytest
from api_lab import Client, start_session_of
from operations_lab import DESCRIBED_OPERATIONS, OPERATIONS, Place

from parley import db
from parley.actions.token.create import create_token
from parley.testing.world import World

# What the member who made it all gets; a guest of the same room; an owner of another workspace; who was removed from
# the room. 404 is the answer for what one may not see, whether it is there or not.
RIGHTS: dict[str, tuple[int, int, int, int]] = {
    "GET /boot": (200, 200, 200, 200),
    "GET /channels": (200, 200, 200, 200),
    "POST /channels": (201, 403, 201, 201),
    "GET /channels/{channel}": (200, 200, 404, 404),
    "PATCH /channels/{channel}": (200, 403, 404, 404),
    "DELETE /channels/{channel}": (204, 403, 404, 404),
    "GET /channels/{channel}/members": (200, 200, 404, 404),
    "PUT /channels/{channel}/members/{user}": (204, 403, 404, 404),
    "DELETE /channels/{channel}/members/{user}": (204, 204, 404, 404),
    "GET /channels/{channel}/messages": (200, 200, 404, 404),
    "POST /channels/{channel}/messages": (201, 201, 404, 404),
    "PUT /channels/{channel}/read": (204, 204, 404, 404),
    "POST /email-confirmations": (202, 202, 202, 202),
    "POST /email-confirmations/{code}/accept": (200, 200, 200, 200),
    "GET /invites": (200, 200, 200, 200),
    "POST /invites": (201, 403, 201, 201),
    "GET /invites/{invite}": (200, 200, 200, 200),
    "DELETE /invites/{invite}": (204, 404, 404, 404),
    "POST /invites/{code}/accept": (201, 201, 201, 201),
    "GET /messages/{message}": (200, 200, 404, 404),
    "PATCH /messages/{message}": (200, 403, 404, 404),
    "DELETE /messages/{message}": (204, 403, 404, 404),
    "PUT /password": (204, 204, 204, 204),
    "POST /password-resets": (202, 202, 202, 202),
    "GET /password-resets/{code}": (200, 200, 200, 200),
    "POST /password-resets/{code}/accept": (201, 201, 201, 201),
    "GET /sessions": (200, 200, 200, 200),
    "POST /sessions": (201, 201, 201, 201),
    "DELETE /sessions": (204, 204, 204, 204),
    "DELETE /sessions/{session}": (204, 404, 404, 404),
    "GET /setup": (200, 200, 200, 200),
    "POST /setup": (409, 409, 409, 409),
    "GET /streams/{stream}/events": (200, 200, 404, 404),
    "GET /tokens": (200, 200, 200, 200),
    "POST /tokens": (201, 201, 201, 201),
    "DELETE /tokens/{token}": (204, 404, 404, 404),
    "GET /users": (200, 200, 200, 200),
    "GET /users/{user}": (200, 200, 404, 200),
    "PATCH /users/{user}": (200, 403, 404, 403),
    "DELETE /users/{user}": (403, 403, 404, 403),
}
# These ask for no sign-in: nobody, and who is no longer anybody, get what a member does.
OPEN = {
    "POST /email-confirmations/{code}/accept",
    "GET /invites/{invite}",
    "POST /invites/{code}/accept",
    "POST /password-resets",
    "GET /password-resets/{code}",
    "POST /password-resets/{code}/accept",
    "POST /sessions",
    "GET /setup",
    "POST /setup",
}


def test_every_operation_has_a_row_and_a_right_way_to_ask() -> None:
    described = set(DESCRIBED_OPERATIONS)

    assert described - set(RIGHTS) == set()
    assert described - set(OPERATIONS) == set()


@pytest.mark.parametrize("operation", DESCRIBED_OPERATIONS)
async def test_everybody_gets_what_they_may(
    cheap_hashes: None, world: World, sign_in: Any, application: Any, operation: str
) -> None:
    member, guest, removed = (await world.member(), await world.member(role="guest"), await world.member())
    outsider, gone = (await World.begin(first=1001)).owner, await world.member()
    clients = {
        # First: what the member may do ends the member's other sessions.
        "another page": await sign_in(member),
        "member": await sign_in(member),
        "guest": await sign_in(guest),
        "outsider": await sign_in(outsider),
        "removed": await sign_in(removed),
        "token": Client(application, token=(await create_token(actor=member, name="a program")).value),
        "nobody": Client(application),
        "deactivated": await sign_in(gone),
        "token of who is deactivated": Client(
            application, token=(await create_token(actor=gone, name="a program")).value
        ),
        "ended": await sign_in(member),
        "altered": await sign_in(member),
    }
    async with db.transaction() as tx:
        await tx.execute('update "user" set deactivated_at = now() where id = %(id)s', id=gone.user_id)
    key = clients["altered"].cookies["parley_session"].value
    clients["altered"].cookies["parley_session"] = key[:-1] + ("a" if key[-1] != "a" else "b")
    await clients["ended"].ask("DELETE", "/sessions/current")
    clients["ended"].cookies["parley_session"] = (await start_session_of(member)).key + "x"
    method = operation.partition(" ")[0]
    first, *others = RIGHTS[operation]
    strangers = first if operation in OPEN else 401
    expected = {
        "member": first,
        **dict(zip(("guest", "outsider", "removed"), others, strict=True)),
        "token": first,
        **dict.fromkeys(
            ("nobody", "deactivated", "token of who is deactivated", "ended", "altered"), strangers
        ),
        "another page": first if method == "GET" else 403,
    }

    got = {}
    place = await Place.make(world, member=member, guest=guest, removed=removed)
    for who, client in clients.items():
        path, body = OPERATIONS[operation](place)
        headers = {"Origin": ""} if who == "another page" else {}
        got[who] = (await client.ask(method, path, body, **headers)).status
        if method != "GET" and got[who] < 400:
            place = await Place.make(world, member=member, guest=guest, removed=removed)

    assert got == expected
