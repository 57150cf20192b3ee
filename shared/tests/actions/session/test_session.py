"""Signing in and out: by the right password only, as often as is fair, and told to whom it concerns."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

import pytest

from parley import bus, db
from parley.actions.session.end import end_session
from parley.actions.session.end_others import end_other_sessions
from parley.actions.session.start import start_session, take_turn
from parley.actions.session.touch import touch_session
from parley.actor import Actor
from parley.errors import NotFound, RateLimited, WrongCredentials
from parley.ids import SessionId, new_id
from parley.policies.session import is_current
from parley.queries.actor import find_by_session
from parley.queries.session import list_sessions
from parley.sessions import hash_key
from parley.testing.world import PASSWORD, World
from parley.writes.session import Device, Started

DEVICE = Device(agent="a test", address="127.0.0.1")
START = UUID(int=0)
OWNER = "person1@tidewater.example"
_AGE = "update session set seen_at = now() - interval '2 minutes'"
_SEEN = db.statement("select now() - seen_at < interval '1 minute' from session", db.value)
_KEYS = db.statement("select key_hash from session", db.value)


@pytest.fixture(autouse=True)
async def fresh_limits(database: None) -> None:
    await bus.client().flushdb()


async def start(
    email: str = "person1@tidewater.example", *, password: str = PASSWORD, device: Device = DEVICE
):
    return await start_session(email=email, password=password, device=device)


async def acting(actor: Actor, session: Started) -> Actor:
    found = await find_by_session(db.reader, key_hash=hash_key(session.key))
    assert found is not None
    return found.actor


async def test_the_right_password_starts_a_session_that_acts_as_the_user(world: World) -> None:
    signed_in = await start("  PERSON1@tidewater.example ")

    found = await find_by_session(db.reader, key_hash=hash_key(signed_in.session.key))
    assert found is not None
    assert is_current(found)
    assert found.actor == signed_in.actor
    assert found.actor.user_id == world.owner.user_id


async def test_the_key_itself_is_stored_nowhere(world: World) -> None:
    signed_in = await start()

    (stored,) = await db.reader.all(_KEYS)

    assert bytes(stored) == hash_key(signed_in.session.key) != signed_in.session.key.encode()


@pytest.mark.parametrize(
    "email", ["person1@tidewater.example", "nobody@tidewater.example", "no address", "\ud800"]
)
async def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(world: World, email: str) -> None:
    with pytest.raises(WrongCredentials) as refused:
        await start(email, password="wrong horse battery")

    assert refused.value.detail == WrongCredentials.detail


@pytest.mark.parametrize("password", ["", "x" * 257, PASSWORD + "x" * 300, "a\0b", "\ud800"])
async def test_strange_passwords_are_just_wrong(world: World, password: str) -> None:
    with pytest.raises(WrongCredentials):
        await start(password=password)


async def test_a_deactivated_user_does_not_sign_in(world: World) -> None:
    async with db.transaction() as tx:
        await tx.execute('update "user" set deactivated_at = now()')

    with pytest.raises(WrongCredentials):
        await start()


async def count_tries(tries: Iterable[tuple[str, str]]) -> int:
    """How many of these (e-mail, address) are let through, without the work of hashing."""
    through = 0
    for email, address in tries:
        with suppress(RateLimited):
            await take_turn(email=email, address=address)
            through += 1
    return through


# A bucket gets a token back in twelve seconds, or in three: a slow machine may see some.


async def test_tries_for_one_email_are_limited_whoever_makes_them(world: World) -> None:
    assert 40 <= await count_tries((OWNER, f"10.0.0.{number}") for number in range(80)) <= 60

    with pytest.raises(RateLimited) as limited:
        for number in range(40):
            await take_turn(email=OWNER, address=f"10.0.1.{number}")
    assert limited.value.retry_after is not None


async def test_tries_from_one_address_leave_the_person_theirs(world: World) -> None:
    assert 10 <= await count_tries((OWNER, "10.0.0.1") for _ in range(39)) <= 15

    await start(device=Device("", "10.0.0.2"))


async def test_tries_from_one_address_are_limited_whomever_they_aim_at(world: World) -> None:
    aimed = ((f"{number}@tidewater.example", "127.0.0.1") for number in range(60))

    assert 40 <= await count_tries(aimed) <= 50
    await start(device=Device("", "10.0.0.1"))


async def test_a_changed_password_ends_sessions(world: World) -> None:
    signed_in = await start()
    async with db.transaction() as tx:
        await tx.execute("update account set password = 'another'")

    found = await find_by_session(db.reader, key_hash=hash_key(signed_in.session.key))

    assert found is not None
    assert not is_current(found)


async def test_ending_a_session_is_told_to_the_user_and_a_repeat_to_nobody(world: World) -> None:
    signed_in = await start()
    actor = await acting(world.owner, signed_in.session)

    async with world.replayed(by=actor) as events:
        await end_session(actor=actor, session_id=signed_in.session.id)
        await end_session(actor=actor, session_id=signed_in.session.id)

    assert [(event.kind, event.data) for event in events] == [
        ("session.ended", {"session": str(signed_in.session.id)})
    ]
    assert await find_by_session(db.reader, key_hash=hash_key(signed_in.session.key)) is None


async def test_nobody_ends_the_session_of_another_account(world: World) -> None:
    signed_in = await start()
    ada = await world.member()

    with pytest.raises(NotFound):
        await end_session(actor=ada, session_id=signed_in.session.id)
    with pytest.raises(NotFound):
        await end_session(actor=world.owner, session_id=SessionId(new_id()))

    assert await find_by_session(db.reader, key_hash=hash_key(signed_in.session.key)) is not None


async def test_an_account_lists_its_own_sessions_only(world: World) -> None:
    await world.member()
    mine, _ = await start(), await start("person2@tidewater.example")

    rows = await list_sessions(db.reader, of=world.owner, after=START, limit=10)

    assert [row.id for row in rows] == [mine.session.id]
    assert (rows[0].agent, rows[0].address) == ("a test", "127.0.0.1")


async def test_a_touch_is_written_at_most_once_a_minute(world: World) -> None:
    signed_in = await start()
    async with db.transaction() as tx:
        await tx.execute(_AGE)

    await touch_session(actor=signed_in.actor)

    assert await db.reader.one(_SEEN)


async def test_signing_in_forgets_the_accounts_expired_sessions(world: World) -> None:
    await start()
    async with db.transaction() as tx:
        await tx.execute("update session set expires_at = now() - interval '1 second'")

    await start()

    assert len(await db.reader.all(_KEYS)) == 1


async def test_all_other_devices_are_signed_out_at_once(world: World) -> None:
    here, there = await start(), await start()

    async with world.replayed(by=world.owner) as events:
        for _ in range(2):
            await end_other_sessions(actor=here.actor)

    assert [(event.kind, event.data) for event in events] == [
        ("session.ended", {"session": str(there.session.id)})
    ]
    kept = await list_sessions(db.reader, of=here.actor, after=START, limit=10)
    assert [row.id for row in kept] == [here.session.id]
