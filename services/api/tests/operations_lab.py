"""How each operation of openapi.json is asked rightly, and a place with something for each to act on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self
from urllib.parse import quote

from api_lab import DESCRIBED, message, start_session_of

from parley import config, db
from parley.actions.invite.create import create_invite
from parley.actions.member.add import add_member
from parley.actions.member.remove import remove_member
from parley.actions.token.create import create_token
from parley.actor import Actor
from parley.events import Message
from parley.policies.code import make_confirmation_code, make_reset_code
from parley.queries.account import find_account
from parley.queries.channel import ChannelRow
from parley.testing.world import PASSWORD, World

_numbers = count(1)


@dataclass(slots=True)
class Place:
    """A private room with a member, who made all that is in it, a guest, and somebody who was removed."""

    world: World
    member: Actor
    guest: Actor
    removed: Actor
    room: ChannelRow
    posted: Message
    session: str = ""
    token: str = ""
    invite: Any = None
    reset: str = ""
    confirmation: str = ""
    number: int = field(default_factory=lambda: next(_numbers))

    @classmethod
    async def make(cls, world: World, *, member: Actor, guest: Actor, removed: Actor) -> Self:
        room = await world.channel(kind="private", by=member)
        for each in (guest, removed):
            await add_member(actor=member, channel_id=room.id, user_id=each.user_id)
        await remove_member(actor=member, channel_id=room.id, user_id=removed.user_id)
        place = cls(world, member, guest, removed, room, await world.message(by=member, channel=room))
        place.session = str((await start_session_of(member)).id)
        place.token = str((await create_token(actor=member, name="to revoke")).id)
        place.invite = await create_invite(actor=member)
        assert member.account_id is not None
        account = await find_account(db.reader, member.account_id)
        assert account is not None
        place.reset = make_reset_code(account)
        place.confirmation = make_confirmation_code(account, place.address())
        return place

    def address(self) -> str:
        """Nobody has it yet."""
        return f"moved-{self.number}@tidewater.example"

    def newcomer(self) -> dict[str, str]:
        handle = f"newcomer-{self.number}"
        return {"name": "N", "handle": handle, "email": f"{handle}@tidewater.example", "password": PASSWORD}


type Ask = Callable[[Place], tuple[str, Any]]


def _at(template: str, body: Callable[[Place], Any] | None = None) -> Ask:
    """The path with the place's ids in it, and the body."""

    def ask(place: Place) -> tuple[str, Any]:
        ids = {
            "channel": place.room.id,
            "message": place.posted.id,
            "user": place.guest.user_id,
            "gone": place.removed.user_id,
            "me": place.member.user_id,
            "stream": quote(f"channel:{place.room.id}"),
            "session": place.session,
            "token": place.token,
            "invite": place.invite.id,
            "code": place.invite.code,
            "reset": place.reset,
            "confirmation": place.confirmation,
        }
        return template.format(**ids), body(place) if body is not None else None

    return ask


def _named(place: Place) -> dict[str, Any]:
    return {"kind": "public", "name": f"made-{place.number}"}


def _set_up(place: Place) -> dict[str, Any]:
    key = {"key": config.current().setup_key, "workspace": "Tidewater"}
    return {**place.newcomer(), **key}


def _credentials(place: Place) -> dict[str, Any]:
    return {"email": "person1@tidewater.example", "password": PASSWORD}


def _new_address(place: Place) -> dict[str, Any]:
    return {"email": place.address(), "password": PASSWORD}


OPERATIONS: dict[str, Ask] = {
    "GET /boot": _at("/boot"),
    "GET /channels": _at("/channels?limit=10"),
    "POST /channels": _at("/channels", _named),
    "GET /channels/{channel}": _at("/channels/{channel}"),
    "PATCH /channels/{channel}": _at("/channels/{channel}", lambda _: {"description": "changed"}),
    "DELETE /channels/{channel}": _at("/channels/{channel}"),
    "GET /channels/{channel}/members": _at("/channels/{channel}/members"),
    "PUT /channels/{channel}/members/{user}": _at("/channels/{channel}/members/{gone}"),
    "DELETE /channels/{channel}/members/{user}": _at("/channels/{channel}/members/{user}"),
    "GET /channels/{channel}/messages": _at("/channels/{channel}/messages?limit=10"),
    "POST /channels/{channel}/messages": _at("/channels/{channel}/messages", lambda _: message()),
    "PUT /channels/{channel}/read": _at("/channels/{channel}/read", lambda place: {"seq": place.posted.seq}),
    "POST /email-confirmations": _at("/email-confirmations", _new_address),
    "POST /email-confirmations/{code}/accept": _at("/email-confirmations/{confirmation}/accept"),
    "GET /invites": _at("/invites"),
    "POST /invites": _at("/invites", lambda _: {}),
    "GET /invites/{invite}": _at("/invites/{code}"),
    "DELETE /invites/{invite}": _at("/invites/{invite}"),
    "POST /invites/{code}/accept": _at("/invites/{code}/accept", Place.newcomer),
    "GET /messages/{message}": _at("/messages/{message}"),
    "PATCH /messages/{message}": _at("/messages/{message}", lambda _: {"body": "changed"}),
    "DELETE /messages/{message}": _at("/messages/{message}"),
    # The same again is a change too: all other sessions end.
    "PUT /password": _at("/password", lambda _: {"current": PASSWORD, "password": PASSWORD}),
    "POST /password-resets": _at("/password-resets", lambda place: {"email": place.address()}),
    "GET /password-resets/{code}": _at("/password-resets/{reset}"),
    "POST /password-resets/{code}/accept": _at(
        "/password-resets/{reset}/accept", lambda _: {"password": PASSWORD}
    ),
    "GET /sessions": _at("/sessions"),
    "POST /sessions": _at("/sessions", _credentials),
    "DELETE /sessions": _at("/sessions"),
    "DELETE /sessions/{session}": _at("/sessions/{session}"),
    "GET /setup": _at("/setup"),
    "POST /setup": _at("/setup", _set_up),
    "GET /streams/{stream}/events": _at("/streams/{stream}/events?after=0"),
    "GET /tokens": _at("/tokens"),
    "POST /tokens": _at("/tokens", lambda _: {"name": "a program"}),
    "DELETE /tokens/{token}": _at("/tokens/{token}"),
    "GET /users": _at("/users"),
    "GET /users/{user}": _at("/users/{user}"),
    "PATCH /users/{user}": _at("/users/{me}", lambda place: {"title": f"Pilot {place.number}"}),
    "DELETE /users/{user}": _at("/users/{user}"),
}
DESCRIBED_OPERATIONS = [
    f"{method.upper()} {path.removeprefix('/api/v1')}"
    for path, item in DESCRIBED["paths"].items()
    for method, operation in item.items()
    if isinstance(operation, dict) and "responses" in operation
]
