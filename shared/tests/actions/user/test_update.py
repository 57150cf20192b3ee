"""Changing a user: what they say of themselves, their role, and the end of all they could do."""

import asyncio
from dataclasses import replace

import pytest

from parley import db
from parley.actions.invite.accept import accept_invite
from parley.actions.invite.create import create_invite
from parley.actions.message.edit import edit_message
from parley.actions.token.create import create_token
from parley.actions.user.update import Changes, update_user
from parley.actor import Actor
from parley.errors import (
    Forbidden,
    HandleTaken,
    Invalid,
    InviteExpired,
    LastOwner,
    NotFound,
    ParleyError,
    Unauthenticated,
)
from parley.events import Role
from parley.ids import MessageId, WorkspaceId, new_id, stream_name
from parley.queries.actor import find_by_session, find_by_token
from parley.queries.boot import get_boot
from parley.queries.member import is_member
from parley.queries.user import get_user
from parley.sessions import hash_key
from parley.testing.laws import broken_laws
from parley.testing.world import PASSWORD, World
from parley.writes.session import Device, Started, insert_session

DEVICE = Device(agent="a test", address="127.0.0.1")


async def change(user: Actor, *, by: Actor | None, **changes: object):
    return await update_user(actor=by, user_id=user.user_id, changes=Changes(**changes))  # type: ignore[arg-type]


async def start_session(actor: Actor) -> Started:
    assert actor.account_id is not None
    async with db.transaction() as tx:
        return await insert_session(
            tx, account_id=actor.account_id, user_id=actor.user_id, auth_hash="", device=DEVICE
        )


async def told(world: World, actor: Actor, *, after: dict[str, int]) -> list[tuple[str, str]]:
    """The kinds of events on the workspace's stream and the user's, each with the kind of its stream."""
    names = [stream_name("workspace", world.workspace_id), stream_name("user", actor.user_id)]
    events = [event for name in names for event in await world.events(name, after=after[name])]
    return [(event.stream.partition(":")[0], event.kind) for event in events]


async def heads(world: World, actor: Actor) -> dict[str, int]:
    names = [stream_name("workspace", world.workspace_id), stream_name("user", actor.user_id)]
    return {name: len(await world.events(name)) for name in names}


# ---- profile ----


@pytest.mark.parametrize("role", ["member", "guest"])
async def test_what_one_says_of_oneself_is_told_to_all_and_to_ones_own_screens(
    world: World, role: Role
) -> None:
    ada = await world.member(role=role)
    said = {"name": " Ada  Lovelace ", "handle": "@Ada", "title": "Engines", "time_zone": "Europe/London"}

    async with world.replayed(by=ada) as events:
        for _ in range(2):
            await change(ada, by=ada, **said)

    streams = ["user"] if role == "guest" else ["workspace", "user"]
    assert [(event.stream.partition(":")[0], event.kind) for event in events] == [
        (stream, "user.updated") for stream in streams
    ]
    now = (await get_boot(db.reader, of=ada)).me
    assert [now.name, now.handle, now.title, now.time_zone] == [
        "Ada Lovelace",
        "ada",
        "Engines",
        "Europe/London",
    ]


async def test_a_title_and_a_time_zone_may_go_again(world: World) -> None:
    await change(world.owner, by=world.owner, title="Captain", time_zone="UTC")

    after = await change(world.owner, by=world.owner, title=" ", time_zone=None)

    assert (after.title, after.time_zone) == ("", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("handle", "no spaces"),
        ("handle", "me"),
        ("title", "x" * 101),
        ("title", "a\nb\x00"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("role", "king"),
    ],
)
async def test_what_is_given_is_checked(world: World, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        await change(world.owner, by=world.owner, **{field: value})

    assert [fault["field"] for fault in refused.value.errors] == [field]


async def test_a_handle_is_taken_once_also_by_two_at_once(world: World) -> None:
    people = [await world.member() for _ in range(4)]
    with pytest.raises(HandleTaken):
        await change(people[0], by=people[0], handle="PERSON1")

    outcomes = await asyncio.gather(
        *(change(each, by=each, handle="ada") for each in people), return_exceptions=True
    )

    assert sum(isinstance(each, HandleTaken) for each in outcomes) == 3
    assert await broken_laws() == []


async def test_nobody_speaks_for_another_and_nobody_finds_who_is_hidden(world: World) -> None:
    ada, guest = await world.member(), await world.member(role="guest")
    elsewhere = replace(ada, workspace_id=WorkspaceId(new_id()))

    with pytest.raises(Forbidden):
        await change(ada, by=world.owner, name="Eve")
    for by in (guest, elsewhere):
        with pytest.raises((NotFound, Unauthenticated)):
            await change(ada, by=by, deactivated=True)


# ---- roles ----


@pytest.mark.parametrize(("before", "after"), [("member", "admin"), ("member", "guest"), ("guest", "owner")])
async def test_a_new_role_is_told_to_all_and_to_whom_it_concerns(
    world: World, before: Role, after: Role
) -> None:
    ada = await world.member(role=before)
    last = await heads(world, ada)

    async with world.replayed(by=world.owner):
        for _ in range(2):
            await change(ada, by=world.owner, role=after)

    told_of = [each for each in await told(world, ada, after=last) if each[1].startswith("user.role")]
    assert told_of == [("workspace", "user.role_changed"), ("user", "user.role_changed")]
    assert await broken_laws() == []


async def test_who_is_no_guest_any_more_is_in_general(world: World) -> None:
    guest = await world.member(role="guest")
    before = await get_boot(db.reader, of=guest)

    await change(guest, by=world.owner, role="member")

    after = await get_boot(db.reader, of=replace(guest, role="member"))
    assert ([each.id for each in before.channels], [each.id for each in after.channels]) == (
        [],
        [world.general],
    )
    assert await broken_laws() == []


async def test_one_owner_stays_however_many_fall_at_once(world: World) -> None:
    owners = [world.owner, *[await world.member(role="owner") for _ in range(3)]]

    outcomes = await asyncio.gather(
        *(change(each, by=each, role="member") for each in owners), return_exceptions=True
    )

    assert sum(isinstance(each, LastOwner) for each in outcomes) == 1
    with pytest.raises(LastOwner):
        last = owners[next(n for n, each in enumerate(outcomes) if isinstance(each, LastOwner))]
        await change(last, by=None, deactivated=True)


async def test_of_two_owners_who_depose_each_other_one_stays(world: World) -> None:
    other = await world.member(role="owner")

    outcomes = await asyncio.gather(
        change(other, by=world.owner, role="member"),
        change(world.owner, by=other, role="member"),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in outcomes) == ["Forbidden", "UserRow"]


async def test_invites_that_are_beyond_the_new_role_are_over(world: World) -> None:
    ada = await world.member(role="admin")
    for_admin, for_member = await create_invite(actor=ada, role="admin"), await create_invite(actor=ada)

    await change(ada, by=world.owner, role="member")

    with pytest.raises(InviteExpired):
        await come_in(for_admin.code)
    await come_in(for_member.code)
    with pytest.raises(Forbidden):  # asked for by what they were a moment ago
        await create_invite(actor=ada, role="admin")


async def come_in(code: str) -> None:
    who = new_id().hex[-12:]
    await accept_invite(
        code=code,
        name=who,
        handle=who,
        email=f"{who}@tidewater.example",
        password=PASSWORD,
        device=Device(agent="a test", address=f"10.0.0.{new_id().int % 250}"),
    )


# ---- deactivation ----


async def test_deactivation_ends_all_that_they_could_do_and_leaves_what_they_wrote(world: World) -> None:
    ada = await world.member()
    session, token = await start_session(ada), await create_token(actor=ada, name="a bot")
    invite = await create_invite(actor=ada)
    message = await world.message(by=ada)

    async with world.replayed(by=ada) as events:
        for _ in range(2):
            gone = await change(ada, by=world.owner, deactivated=True)

    assert gone.deactivated_at is not None
    assert {event.kind for event in events} == {"user.deactivated"}
    assert await find_by_session(db.reader, key_hash=hash_key(session.key)) is None
    assert await find_by_token(db.reader, token=token.value) is None
    with pytest.raises(InviteExpired):
        await come_in(invite.code)
    for refused in (
        world.message(by=ada),
        edit_message(actor=ada, message_id=MessageId(message.id), body="other"),
        create_token(actor=ada, name="another"),
        create_invite(actor=ada),
        change(ada, by=ada, name="Still here"),
    ):
        with pytest.raises(Unauthenticated):
            await refused
    seen = await get_user(db.reader, ada.user_id, visible_to=world.owner)
    assert (seen.name, seen.deactivated_at) == ("Person 2", gone.deactivated_at)
    assert await broken_laws() == []


async def test_who_is_restored_may_sign_in_again_and_their_old_keys_stay_bad(world: World) -> None:
    ada = await world.member()
    session, token = await start_session(ada), await create_token(actor=ada, name="a bot")
    await change(ada, by=world.owner, deactivated=True)

    async with world.replayed(by=world.owner) as events:
        for _ in range(2):
            await change(ada, by=world.owner, deactivated=False)

    assert [(event.kind, event.data["deactivated_at"]) for event in events] == [("user.updated", None)]
    assert await find_by_session(db.reader, key_hash=hash_key(session.key)) is None
    assert await find_by_token(db.reader, token=token.value) is None
    await world.message(by=ada)


async def test_no_send_of_theirs_is_committed_once_they_are_deactivated(world: World) -> None:
    for _ in range(5):
        ada = await world.member()
        general = stream_name("channel", world.general)
        await world.message(by=ada)  # so that the process has judged them before
        enough = asyncio.Event()

        async def send(who: Actor = ada, enough: asyncio.Event = enough) -> int:
            sent = 0
            while True:
                try:
                    await world.message(by=who)
                except Unauthenticated:
                    return sent
                sent += 1
                if sent == 3:
                    enough.set()

        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            sending = [tasks.create_task(send()) for _ in range(4)]
            await enough.wait()
            await change(ada, by=world.owner, deactivated=True)
            head = len(await world.events(general))

        later = await world.events(general, after=head)
        assert [event for event in later if event.data.get("author") == str(ada.user_id)] == []
        assert sum(task.result() for task in sending) >= 3
    assert await broken_laws() == []


async def test_a_person_of_a_thousand_channels_is_gone_in_one_transaction(world: World) -> None:
    ada = await world.member()
    async with db.transaction() as tx:
        await tx.execute(_MANY, workspace=world.workspace_id, user=ada.user_id)

    gone = await change(ada, by=world.owner, deactivated=True)

    assert gone.deactivated_at is not None
    assert await db.reader.one(_BUMPED) == 1001


_MANY = """
    with made as (
        insert into stream (workspace_id, kind, subject)
        select %(workspace)s, 'channel', gen_random_uuid() from generate_series(1, 1000) returning id, subject
    ), named as (
        insert into channel (id, workspace_id, stream, kind, name, created_by_id, digest)
        select subject, %(workspace)s, id, 'public', 'many-' || id, %(user)s, '' from made returning stream
    )
    insert into membership (user_id, channel) select %(user)s, stream from named
"""
_BUMPED = db.statement("select count(*) from stream where kind = 'channel' and acl > 0", db.value)


async def test_a_membership_made_meanwhile_is_not_forgotten(world: World) -> None:
    ada = await world.member()
    channel = await world.channel()

    joined, gone = await asyncio.gather(
        world.join(ada, channel), change(ada, by=world.owner, deactivated=True), return_exceptions=True
    )

    assert joined is None
    if not isinstance(gone, ParleyError):  # Busy: the caller asks again
        with pytest.raises((Unauthenticated,)):
            await world.message(by=ada, channel=channel)
    assert await is_member(db.reader, channel.stream_id, ada.user_id)
