"""Passwords: changed by who knows the present one, or by the link from a mail, once."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from parley import bus, clock, db
from parley.actions.password.ask_reset import ask_password_reset
from parley.actions.password.change import change_password
from parley.actions.password.reset import reset_password
from parley.actions.session.start import start_session
from parley.actions.token.create import create_token
from parley.actions.user.update import Changes, update_user
from parley.actor import Actor
from parley.errors import (
    Forbidden,
    Invalid,
    NotFound,
    ParleyError,
    RateLimited,
    ResetExpired,
    WrongCredentials,
    WrongPassword,
)
from parley.ids import AccountId
from parley.policies import code as codes
from parley.policies.code import make_confirmation_code, make_reset_code
from parley.policies.session import is_current
from parley.queries.account import AccountRow, find_account
from parley.queries.actor import find_by_session, find_by_token
from parley.sessions import hash_key
from parley.testing.world import PASSWORD, World
from parley.writes.session import Device, Started

DEVICE = Device(agent="a test", address="127.0.0.1")
OTHER = "a rather different one"
_JOBS = db.statement("select data from job where kind = 'mail' order by id", db.value)
_UNCONFIRM = "update account set email_confirmed_at = null"


@pytest.fixture(autouse=True)
async def fresh_limits(database: None) -> None:
    await bus.client().flushdb()


async def sign_in(email: str = "person1@tidewater.example", password: str = PASSWORD):
    return await start_session(email=email, password=password, device=DEVICE)


async def is_good(session: Started) -> bool:
    found = await find_by_session(db.reader, key_hash=hash_key(session.key))
    return found is not None and is_current(found)


async def account_of(actor: Actor) -> AccountRow:
    account = await find_account(db.reader, AccountId(actor.account_id or actor.user_id))
    assert account is not None
    return account


async def owed() -> list[dict[str, Any]]:
    return await db.reader.all(_JOBS)


async def reset(code: str, password: str = OTHER):
    return await reset_password(code=code, password=password, device=DEVICE)


# ---- by the present one ----


async def test_a_changed_password_ends_all_sessions_but_that_which_asks(world: World) -> None:
    here, there = await sign_in(), await sign_in()

    async with world.replayed(by=world.owner) as events:
        await change_password(actor=here.actor, current=PASSWORD, password=OTHER)

    assert (await is_good(here.session), await is_good(there.session)) == (True, False)
    assert [(event.kind, event.data) for event in events] == [
        ("session.ended", {"session": str(there.session.id)})
    ]
    with pytest.raises(WrongCredentials):
        await sign_in()
    await sign_in(password=OTHER)
    assert [job["template"] for job in await owed()] == ["changed"]


async def test_the_present_password_is_asked_for_a_few_times_only(world: World) -> None:
    with pytest.raises(WrongPassword):
        await change_password(actor=world.owner, current="wrong", password=OTHER)
    with pytest.raises(Invalid):
        await change_password(actor=world.owner, current=PASSWORD, password="short")
    with pytest.raises(RateLimited):
        for _ in range(60):  # the bucket refills while slow machines hash
            with pytest.raises(WrongPassword):
                await change_password(actor=world.owner, current="", password=OTHER)
    with pytest.raises(Forbidden):
        bot = Actor(user_id=world.owner.user_id, workspace_id=world.workspace_id, role="owner")
        await change_password(actor=bot, current=PASSWORD, password=OTHER)


# ---- by a link ----


async def test_a_link_sets_a_password_once_and_ends_what_was(world: World) -> None:
    before = await sign_in()
    async with db.transaction() as tx:
        await tx.execute(_UNCONFIRM)
    code = make_reset_code(await account_of(world.owner))

    async with world.replayed(by=world.owner) as events:
        done = await reset(code)

    assert (await is_good(before.session), await is_good(done.session)) == (False, True)
    assert {event.kind for event in events} == {"user.updated", "session.ended"}
    assert (await account_of(world.owner)).email_confirmed_at is not None
    await sign_in(password=OTHER)
    with pytest.raises(ResetExpired):
        await reset(code)
    assert [job["template"] for job in await owed()] == ["changed"]


async def test_the_first_proof_of_an_address_ends_the_tokens_of_who_had_it_before(world: World) -> None:
    squatter = await create_token(actor=world.owner, name="kept")
    async with db.transaction() as tx:
        await tx.execute(_UNCONFIRM)

    async with world.replayed(by=world.owner) as events:
        await reset(make_reset_code(await account_of(world.owner)))

    assert "token.revoked" in {event.kind for event in events}
    assert await find_by_token(db.reader, token=squatter.value) is None


async def test_a_later_reset_leaves_tokens_to_programs(world: World) -> None:
    kept = await create_token(actor=world.owner, name="kept")

    await reset(make_reset_code(await account_of(world.owner)))

    assert await find_by_token(db.reader, token=kept.value) is not None


async def test_two_who_use_a_link_at_once_are_one(world: World) -> None:
    code = make_reset_code(await account_of(world.owner))

    outcomes = await asyncio.gather(*(reset(code) for _ in range(3)), return_exceptions=True)

    assert sum(isinstance(each, ResetExpired) for each in outcomes) == 2
    assert sum(isinstance(each, ParleyError) for each in outcomes) == 2


async def test_a_link_is_good_for_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = make_reset_code(await account_of(world.owner))

    monkeypatch.setattr(codes, "now", lambda: clock.now() + timedelta(minutes=61))

    with pytest.raises(ResetExpired):
        await reset(code)


async def test_links_that_are_none_or_somebody_elses_do_nothing(world: World) -> None:
    account, ada = await account_of(world.owner), await world.member()
    good = make_reset_code(account)
    theirs = make_reset_code(await account_of(ada))
    swapped = ".".join((good.split(".")[0], *theirs.split(".")[1:]))

    for wrong in ("", "x", good[:-1], good + "A", swapped, "\0", "ü" * 50, "x" * 5000):
        with pytest.raises(NotFound):
            await reset(wrong)
    with pytest.raises(NotFound):  # what confirms an address sets no password
        await reset(make_confirmation_code(account, account.email))
    with pytest.raises(Invalid):
        await reset(good, "short")
    await update_user(actor=None, user_id=ada.user_id, changes=Changes(deactivated=True))
    with pytest.raises(ResetExpired):
        await reset(theirs)
    await reset(good)


async def test_asking_does_the_same_whoever_has_the_address_and_keeps_no_code(world: World) -> None:
    for email in ("person1@tidewater.example", "Nobody@tidewater.example"):
        with db.counted() as count:
            await ask_password_reset(email=email, address="127.0.0.1")
        assert count.statements == 1

    jobs = await owed()
    assert [job["email"] for job in jobs] == ["person1@tidewater.example", "nobody@tidewater.example"]
    assert {*jobs[0]} == {"template", "email", "until"}
    account = await account_of(world.owner)
    assert account.id.hex not in json.dumps(jobs)


async def test_asking_is_limited_for_an_address_and_for_a_host(world: World) -> None:
    with pytest.raises(RateLimited):
        for number in range(7):
            await ask_password_reset(email="nobody@tidewater.example", address=f"10.0.0.{number}")
    with pytest.raises(RateLimited):
        for number in range(25):
            await ask_password_reset(email=f"nobody{number}@tidewater.example", address="10.0.1.1")
    with pytest.raises(Invalid):
        await ask_password_reset(email="nowhere", address="10.0.2.1")
