"""Invites: who may make them, whom they let in, and how often."""

import asyncio
from uuid import UUID

import pytest

from parley import bus, db
from parley.actions.channel.update import Changes, update_channel
from parley.actions.invite.accept import accept_invite
from parley.actions.invite.create import create_invite
from parley.actions.invite.revoke import revoke_invite
from parley.actions.member.remove import remove_member
from parley.actor import Actor
from parley.errors import (
    ChannelArchived,
    EmailTaken,
    Forbidden,
    HandleTaken,
    Invalid,
    InviteExpired,
    InviteNotFound,
    NotFound,
    ParleyError,
)
from parley.ids import ChannelId, InviteId, new_id, stream_name
from parley.queries.actor import find_by_session
from parley.queries.boot import get_boot
from parley.queries.invite import list_invites
from parley.sessions import hash_key
from parley.testing.laws import broken_laws
from parley.testing.world import PASSWORD, World
from parley.writes.session import Device

START = UUID(int=0)
DEVICE = Device(agent="a test", address="127.0.0.1")
_EXPIRE = "update invite set expires_at = now() - interval '1 second'"
_ACCOUNTS = db.statement("select count(*) from account", db.value)


@pytest.fixture(autouse=True)
async def fresh_limits(database: None) -> None:
    await bus.client().flushdb()


async def accept(code: str, who: str = "grace", **more: str):
    given = {"name": who.title(), "handle": who, "email": f"{who}@tidewater.example", "password": PASSWORD}
    return await accept_invite(code=code, device=DEVICE, **{**given, **more})


async def test_who_accepts_is_signed_in_and_in_general(world: World) -> None:
    invite = await create_invite(actor=world.owner)

    accepted = await accept(invite.code)

    found = await find_by_session(db.reader, key_hash=hash_key(accepted.session.key))
    assert found is not None
    boot = await get_boot(db.reader, of=found.actor)
    assert (boot.me.handle, boot.me.role) == ("grace", "member")
    assert [channel.id for channel in boot.channels] == [world.general]
    assert boot.channels[0].unread == 0
    assert await broken_laws() == []


async def test_coming_in_is_told_to_the_workspace_and_the_channel(world: World) -> None:
    invite = await create_invite(actor=world.owner)

    async with world.replayed(by=world.owner) as events:
        accepted = await accept(invite.code)

    told = [event for event in events if event.stream == stream_name("workspace", world.workspace_id)]
    assert [(event.kind, event.data["handle"]) for event in told] == [("user.joined", "grace")]
    joined = [event for event in events if event.stream == stream_name("channel", world.general)]
    assert [(event.kind, event.data["user"], event.data["by"]) for event in joined] == [
        ("member.joined", str(accepted.user.id), str(world.owner.user_id))
    ]


async def test_an_invite_brings_people_into_its_channels(world: World) -> None:
    private = await world.channel(kind="private")
    gone = await world.channel()
    invite = await create_invite(actor=world.owner, channels=[private.id, gone.id])
    await update_channel(actor=world.owner, channel_id=gone.id, changes=Changes(archived=True))

    accepted = await accept(invite.code)

    found = await find_by_session(db.reader, key_hash=hash_key(accepted.session.key))
    assert found is not None
    boot = await get_boot(db.reader, of=found.actor)
    assert {channel.id for channel in boot.channels} == {world.general, private.id}


async def test_a_guest_comes_into_the_invites_channels_only(world: World) -> None:
    channel = await world.channel()
    invite = await create_invite(actor=world.owner, role="guest", channels=[channel.id])

    accepted = await accept(invite.code)

    found = await find_by_session(db.reader, key_hash=hash_key(accepted.session.key))
    assert found is not None
    assert [each.id for each in (await get_boot(db.reader, of=found.actor)).channels] == [channel.id]


async def test_the_last_use_is_taken_once(world: World) -> None:
    invite = await create_invite(actor=world.owner, max_uses=1)

    outcomes = await asyncio.gather(
        *(accept(invite.code, f"person-{number}x") for number in range(4)), return_exceptions=True
    )

    assert sum(not isinstance(outcome, ParleyError) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, ParleyError)} == {InviteExpired}
    assert await db.reader.one(_ACCOUNTS) == 2
    assert await broken_laws() == []


async def test_a_taken_handle_or_email_costs_no_use(world: World) -> None:
    invite = await create_invite(actor=world.owner, max_uses=1)

    with pytest.raises(HandleTaken):
        await accept(invite.code, handle="PERSON1")
    with pytest.raises(EmailTaken):
        await accept(invite.code, email="Person1@tidewater.example")

    await accept(invite.code)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("handle", "no spaces"), ("handle", "me"), ("email", "nowhere"), ("password", "short")],
)
async def test_what_people_give_is_checked(world: World, field: str, value: str) -> None:
    invite = await create_invite(actor=world.owner)

    with pytest.raises(Invalid) as refused:
        await accept(invite.code, **{field: value})

    assert [fault["field"] for fault in refused.value.errors] == [field]


async def test_an_invite_that_is_over_lets_nobody_in(world: World) -> None:
    revoked, expired = await create_invite(actor=world.owner), await create_invite(actor=world.owner)
    await revoke_invite(actor=world.owner, invite_id=revoked.id)
    await revoke_invite(actor=world.owner, invite_id=revoked.id)
    with pytest.raises(InviteExpired):
        await accept(revoked.code)

    async with db.transaction() as tx:
        await tx.execute(_EXPIRE)
    with pytest.raises(InviteExpired):
        await accept(expired.code)
    with pytest.raises(InviteNotFound):
        await accept("nonsense")


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("owner", ["owner", "admin", "member", "guest"], []),
        ("admin", ["admin", "member", "guest"], ["owner"]),
        ("member", ["member", "guest"], ["admin", "owner"]),
        ("guest", [], ["guest", "member"]),
    ],
)
async def test_who_may_invite_whom(world: World, role: str, may: list[str], may_not: list[str]) -> None:
    actor = await world.member(role=role)

    for each in may:
        assert (await create_invite(actor=actor, role=each)).role == each
    for each in may_not:
        with pytest.raises(Forbidden):
            await create_invite(actor=actor, role=each)


@pytest.mark.parametrize(
    "bounds",
    [
        {"expires_in_hours": 0},
        {"expires_in_hours": 9000},
        {"max_uses": 0},
        {"max_uses": 10_001},
        {"channels": [ChannelId(new_id()) for _ in range(51)]},
        {"role": "king"},
    ],
)
async def test_an_invite_has_bounds(world: World, bounds: dict) -> None:
    with pytest.raises(Invalid):
        await create_invite(actor=world.owner, **bounds)


async def test_nobody_promises_a_channel_that_they_could_not_add_people_to(world: World) -> None:
    ada = await world.member()
    hidden, archived = await world.channel(kind="private"), await world.channel()
    await update_channel(actor=world.owner, channel_id=archived.id, changes=Changes(archived=True))

    with pytest.raises(NotFound):
        await create_invite(actor=ada, channels=[hidden.id])
    with pytest.raises(ChannelArchived):
        await create_invite(actor=ada, channels=[archived.id])


async def test_members_see_their_own_invites_and_admins_all(world: World) -> None:
    ada, ben = await world.member(), await world.member()
    mine = await create_invite(actor=ada)

    async def seen_by(actor: Actor) -> list[InviteId]:
        return [row.id for row in await list_invites(db.reader, visible_to=actor, after=START, limit=10)]

    assert (await seen_by(ada), await seen_by(ben), await seen_by(world.owner)) == ([mine.id], [], [mine.id])
    with pytest.raises(InviteNotFound):
        await revoke_invite(actor=ben, invite_id=mine.id)
    await revoke_invite(actor=world.owner, invite_id=mine.id)
    assert await seen_by(ada) == []


async def test_who_was_removed_does_not_come_back_by_their_own_invite(world: World) -> None:
    eve = await world.member()
    private = await world.channel(kind="private", members=(eve,))
    invite = await create_invite(actor=eve, channels=[private.id])
    await remove_member(actor=world.owner, channel_id=private.id, user_id=eve.user_id)

    accepted = await accept(invite.code)

    found = await find_by_session(db.reader, key_hash=hash_key(accepted.session.key))
    assert found is not None
    boot = await get_boot(db.reader, of=found.actor)
    assert [channel.id for channel in boot.channels] == [world.general]


async def test_an_invite_to_what_turned_private_does_not_lead_there(world: World) -> None:
    ada, ben = await world.member(), await world.member()
    channel = await world.channel(by=ada)
    invite = await create_invite(actor=ben, channels=[channel.id])
    await update_channel(actor=ada, channel_id=channel.id, changes=Changes(kind="private"))

    accepted = await accept(invite.code)

    found = await find_by_session(db.reader, key_hash=hash_key(accepted.session.key))
    assert found is not None
    assert [each.id for each in (await get_boot(db.reader, of=found.actor)).channels] == [world.general]


async def test_who_was_deactivated_lets_nobody_in(world: World) -> None:
    eve = await world.member()
    invite = await create_invite(actor=eve)
    async with db.transaction() as tx:
        await tx.execute('update "user" set deactivated_at = now() where id = %(id)s', id=eve.user_id)

    with pytest.raises(InviteExpired):
        await accept(invite.code)


async def test_many_channels_cost_as_many_statements_as_few(world: World) -> None:
    """Who comes in holds the locks of the workspace and of each channel: everybody's sends wait."""
    channels = [ChannelId((await world.channel()).id) for _ in range(8)]
    few = await create_invite(actor=world.owner, channels=tuple(channels[:1]))
    many = await create_invite(actor=world.owner, channels=tuple(channels))

    with db.counted() as with_few:
        await accept(few.code, "grace")
    with db.counted() as with_many:
        await accept(many.code, "joan")

    assert with_many.statements == with_few.statements
    assert await broken_laws() == []
