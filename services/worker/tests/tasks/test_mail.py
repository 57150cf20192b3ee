"""Mails that are owed: sent at least once, or dead with a reason that the person who asked can see."""

import re
from uuid import UUID

import pytest

from parley import bus, config, db
from parley.actions.email.ask import ask_confirmation
from parley.actions.email.confirm import confirm_email
from parley.actions.invite.accept import accept_invite
from parley.actions.invite.create import create_invite
from parley.actions.invite.revoke import revoke_invite
from parley.actions.job.claim import claim_jobs
from parley.actions.password.ask_reset import ask_password_reset
from parley.actions.password.reset import reset_password
from parley.queries.invite import list_invites
from parley.queries.user import get_me
from parley.testing.mail import LATER, REFUSED, FakeMailer
from parley.testing.world import PASSWORD, World
from parley.writes.mail import MAIL
from parley.writes.session import Device
from parley_worker.crew import run_job
from parley_worker.tasks import mail

DEVICE = Device(agent="a test", address="127.0.0.1")
_OWED = db.statement("select attempts, dead_at is not null, error from job", lambda *columns: columns)
_LINK = re.compile(r"^(http\S+)/(invite|reset|confirm|sign-in)/?(\S*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
async def fresh_limits(database: None) -> None:
    await bus.client().flushdb()


@pytest.fixture
def mailer(monkeypatch: pytest.MonkeyPatch) -> FakeMailer:
    fake = FakeMailer()
    monkeypatch.setattr(mail, "mailer", lambda: fake)
    return fake


async def run_due() -> None:
    for job in await claim_jobs(kinds=(MAIL,), limit=50):
        await run_job(job)


def code_in(text: str, kind: str) -> str:
    (found,) = _LINK.findall(text)
    assert found[:2] == (config.current().public_url, kind)
    return found[2]


async def state_of_mail(world: World) -> list[str | None]:
    rows = await list_invites(db.reader, visible_to=world.owner, after=UUID(int=0), limit=10)
    return [row.mail for row in rows]


async def test_an_invite_goes_out_and_who_comes_by_it_is_confirmed(world: World, mailer: FakeMailer) -> None:
    invite = await create_invite(actor=world.owner, email="Grace@tidewater.example", max_uses=5)
    queued = await state_of_mail(world)

    await run_due()

    (sent,) = mailer.sent
    assert (sent.to, sent.subject) == ("grace@tidewater.example", "Person 1 invites you to Tidewater")
    assert code_in(sent.text, "invite") == invite.code
    assert f"/invite/{invite.code}" in sent.html
    assert (queued, await state_of_mail(world), invite.max_uses) == (["queued"], ["sent"], 1)
    accepted = await come_in(invite.code, "grace@tidewater.example")
    assert accepted.email_confirmed
    assert await db.reader.all(_OWED) == []


async def test_who_comes_with_another_address_is_asked_to_confirm_it(
    world: World, mailer: FakeMailer
) -> None:
    invite = await create_invite(actor=world.owner)

    me = await come_in(invite.code, "grace@tidewater.example")
    await run_due()

    (sent,) = mailer.sent
    assert (me.email_confirmed, sent.to) == (False, "grace@tidewater.example")
    assert await confirm_email(code=code_in(sent.text, "confirm")) == "grace@tidewater.example"


async def come_in(code: str, email: str):
    accepted = await accept_invite(
        code=code, name="Grace", handle="grace", email=email, password=PASSWORD, device=DEVICE
    )
    return await get_me(db.reader, accepted.user.id)


async def test_what_is_refused_for_good_is_dead_and_the_invite_says_so(
    world: World, mailer: FakeMailer
) -> None:
    await create_invite(actor=world.owner, email=REFUSED)

    await run_due()

    assert await state_of_mail(world) == ["failed"]
    ((attempts, is_dead, error),) = await db.reader.all(_OWED)
    assert (attempts, is_dead) == (1, True)
    assert "550" in error


async def test_what_fails_is_tried_again_with_the_same_id(world: World, mailer: FakeMailer) -> None:
    await create_invite(actor=world.owner, email=LATER)
    await create_invite(actor=world.owner, email="grace@tidewater.example")
    mailer.is_down = True
    await run_due()
    assert [(attempts, is_dead) for attempts, is_dead, _ in await db.reader.all(_OWED)] == [(1, False)] * 2
    assert await state_of_mail(world) == ["queued", "queued"]

    mailer.is_down = False
    async with db.transaction() as tx:
        await tx.execute("update job set due_at = now()")
    await run_due()

    assert [sent.to for sent in mailer.sent] == ["grace@tidewater.example"]
    assert await state_of_mail(world) == ["queued", "sent"]


async def test_an_invite_that_was_revoked_is_not_sent(world: World, mailer: FakeMailer) -> None:
    invite = await create_invite(actor=world.owner, email="grace@tidewater.example")
    await revoke_invite(actor=world.owner, invite_id=invite.id)

    await run_due()

    assert mailer.sent == []
    assert await db.reader.all(_OWED) == []


async def test_a_reset_goes_to_who_has_the_address_and_to_nobody_else(
    world: World, mailer: FakeMailer
) -> None:
    for email in ("person1@tidewater.example", "nobody@tidewater.example"):
        await ask_password_reset(email=email, address="127.0.0.1")

    await run_due()
    (sent,) = mailer.sent
    await reset_password(code=code_in(sent.text, "reset"), password="a rather different one", device=DEVICE)
    await run_due()

    assert [each.subject for each in mailer.sent] == ["Set a new password", "Your password was changed"]
    assert code_in(mailer.sent[1].text, "sign-in") == ""
    assert await db.reader.all(_OWED) == []


async def test_a_reset_that_nobody_waits_for_any_more_is_not_sent(world: World, mailer: FakeMailer) -> None:
    await ask_password_reset(email="person1@tidewater.example", address="127.0.0.1")
    async with db.transaction() as tx:
        await tx.execute("""update job set data = data || '{"until": "2026-01-01T00:00:00.000000Z"}'""")

    await run_due()

    assert mailer.sent == []


async def test_names_stay_text_in_a_page_and_one_line_in_a_subject(world: World, mailer: FakeMailer) -> None:
    async with db.transaction() as tx:
        await tx.execute("""update "user" set name = '<b>Eve</b>' || chr(10) || 'Bcc: x@y.example'""")
    await create_invite(actor=world.owner, email="grace@tidewater.example")

    await run_due()

    (sent,) = mailer.sent
    assert "<b>Eve" not in sent.html
    assert "&lt;b&gt;Eve" in sent.html
    assert "\n" not in sent.subject


async def test_asking_again_sends_again(world: World, mailer: FakeMailer) -> None:
    ada = await world.member()
    async with db.transaction() as tx:
        await tx.execute("update account set email_confirmed_at = null")

    for _ in range(2):
        await ask_confirmation(actor=ada)
        await run_due()

    assert [sent.subject for sent in mailer.sent] == ["Confirm your e-mail address"] * 2
