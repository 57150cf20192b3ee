"""Users from the command line: the first makes the workspace."""

import pytest

from parley import db
from parley.actions.session.start import start_session
from parley.actions.user.create import create_user
from parley.errors import EmailTaken, HandleTaken, Invalid, NotFound
from parley.queries.boot import get_boot
from parley.queries.user import get_actor
from parley.queries.workspace import is_set_up
from parley.testing.laws import broken_laws
from parley.testing.world import PASSWORD, World, empty
from parley.writes.session import Device

GRACE = {"email": "grace@tidewater.example", "handle": "grace", "password": PASSWORD}
_CONFIRMED = db.statement("select email_confirmed_at is not null from account", db.value)


async def test_an_owner_of_an_empty_database_makes_the_workspace(database: None) -> None:
    await empty()

    user = await create_user(**GRACE, role="owner", name="Grace Hopper")

    assert (user.handle, user.role, user.name) == ("grace", "owner", "Grace Hopper")
    assert await db.reader.one(_CONFIRMED)
    boot = await get_boot(db.reader, of=await get_actor(db.reader, "@grace"))
    assert [channel.name for channel in boot.channels] == ["general"]
    assert await broken_laws() == []


async def test_nobody_else_comes_before_the_owner(database: None) -> None:
    await empty()

    with pytest.raises(NotFound):
        await create_user(**GRACE, role="member")

    assert not await is_set_up(db.reader)


@pytest.mark.parametrize(("role", "channels"), [("member", 1), ("admin", 1), ("owner", 1), ("guest", 0)])
async def test_all_but_guests_are_in_general(world: World, role: str, channels: int) -> None:
    async with world.replayed(by=world.owner):
        user = await create_user(**GRACE, role=role)

    actor = await get_actor(db.reader, "grace@tidewater.example")
    assert (actor.user_id, actor.role, user.name) == (user.id, role, "grace")
    assert len((await get_boot(db.reader, of=actor)).channels) == channels


async def test_who_was_made_so_signs_in(world: World) -> None:
    await create_user(**GRACE, role="member")

    signed_in = await start_session(
        email=GRACE["email"], password=PASSWORD, device=Device(agent="", address=None)
    )

    assert signed_in.actor.role == "member"


async def test_handle_and_email_are_one_persons(world: World) -> None:
    await create_user(**GRACE, role="member")

    with pytest.raises(HandleTaken):
        await create_user(**{**GRACE, "email": "other@tidewater.example"}, role="member")
    with pytest.raises(EmailTaken):
        await create_user(**{**GRACE, "handle": "other"}, role="member")


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"handle": "a b"}, {"email": "x"}, {"password": "short"}, {"name": "\0"}]
)
async def test_what_is_given_is_checked(world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        await create_user(**{**GRACE, "role": "member", **wrong})
