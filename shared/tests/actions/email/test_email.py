"""E-mail addresses: confirmed by a link, once, and changed only so."""

from datetime import timedelta

import pytest

from parley import bus, clock, db
from parley.actions.email.ask import ask_confirmation
from parley.actions.email.confirm import confirm_email
from parley.actions.password.change import change_password
from parley.actor import Actor
from parley.errors import (
    ConfirmationExpired,
    EmailTaken,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    WrongPassword,
)
from parley.ids import AccountId
from parley.policies import code as codes
from parley.policies.code import make_confirmation_code, make_reset_code
from parley.queries.account import AccountRow, find_account
from parley.queries.boot import get_boot
from parley.testing.world import PASSWORD, World

NEW = "captain@tidewater.example"
_JOBS = db.statement("select data from job where kind = 'mail' order by id", db.value)


@pytest.fixture(autouse=True)
async def fresh_limits(database: None) -> None:
    await bus.client().flushdb()


@pytest.fixture
async def ada(world: World) -> Actor:
    """Somebody whose address is not confirmed."""
    ada = await world.member()
    async with db.transaction() as tx:
        await tx.execute("update account set email_confirmed_at = null where id = %(id)s", id=ada.account_id)
    return ada


async def account_of(actor: Actor) -> AccountRow:
    account = await find_account(db.reader, AccountId(actor.account_id or actor.user_id))
    assert account is not None
    return account


async def test_a_link_confirms_the_address_once_and_my_screens_hear_of_it(world: World, ada: Actor) -> None:
    account = await account_of(ada)
    code = make_confirmation_code(account, account.email)

    async with world.replayed(by=ada) as events:
        assert await confirm_email(code=code) == account.email

    assert [(event.kind, event.data["email_confirmed"]) for event in events] == [("user.updated", True)]
    assert (await get_boot(db.reader, of=ada)).me.email_confirmed
    with pytest.raises(ConfirmationExpired):
        await confirm_email(code=code)


async def test_another_address_becomes_mine_when_its_link_is_opened(world: World, ada: Actor) -> None:
    await ask_confirmation(actor=ada, email=NEW.upper(), password=PASSWORD)
    before = await account_of(ada)
    (job,) = await db.reader.all(_JOBS)
    assert (job["template"], job["email"], before.email) == ("confirm", NEW, "person2@tidewater.example")

    async with world.replayed(by=ada) as events:
        assert await confirm_email(code=make_confirmation_code(before, NEW)) == NEW

    assert [event.data["email"] for event in events] == [NEW]
    with pytest.raises(ConfirmationExpired):  # the old address' link is over as well
        await confirm_email(code=make_confirmation_code(before, before.email))


async def test_a_new_password_ends_links_that_somebody_else_may_have_asked_for(
    world: World, ada: Actor
) -> None:
    code = make_confirmation_code(await account_of(ada), NEW)
    await change_password(actor=ada, current=PASSWORD, password="a rather different one")

    with pytest.raises(ConfirmationExpired):
        await confirm_email(code=code)


async def test_an_address_is_one_accounts(world: World, ada: Actor) -> None:
    with pytest.raises(EmailTaken):
        await ask_confirmation(actor=ada, email="Person1@tidewater.example", password=PASSWORD)
    code = make_confirmation_code(await account_of(ada), "person1@tidewater.example")
    with pytest.raises(EmailTaken):
        await confirm_email(code=code)


async def test_asking_is_judged_and_limited(world: World, ada: Actor) -> None:
    with pytest.raises(Invalid):
        await ask_confirmation(actor=ada, email=NEW)
    with pytest.raises(WrongPassword):
        await ask_confirmation(actor=ada, email=NEW, password="wrong")
    await ask_confirmation(actor=world.owner)  # confirmed: nothing is owed
    assert await db.reader.all(_JOBS) == []
    bot = Actor(user_id=ada.user_id, workspace_id=ada.workspace_id, role="member")
    with pytest.raises(Forbidden):
        await ask_confirmation(actor=bot)
    with pytest.raises(RateLimited):
        for _ in range(20):
            await ask_confirmation(actor=ada)
    assert {job["email"] for job in await db.reader.all(_JOBS)} == {"person2@tidewater.example"}


async def test_a_link_is_good_for_three_days_and_only_for_this(
    world: World, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await account_of(ada)
    code = make_confirmation_code(account, account.email)

    for wrong in ("", code[:-1], make_reset_code(account)):
        with pytest.raises(NotFound):
            await confirm_email(code=wrong)
    monkeypatch.setattr(codes, "now", lambda: clock.now() + timedelta(days=3, minutes=1))
    with pytest.raises(ConfirmationExpired):
        await confirm_email(code=code)
