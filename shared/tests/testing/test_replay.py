"""The replay test itself: it fails where an event is missing, wrong, or tells outsiders of what is not theirs."""

import pytest

from parley import db, eventlog
from parley.actions.member.remove import remove_member
from parley.actions.read.move import move_read
from parley.events import ReadMoved, User, Wire
from parley.ids import StreamName, stream_name
from parley.queries.user import get_me, get_user
from parley.testing.world import World


def fails_with(words: str) -> "pytest.RaisesExc[AssertionError]":
    return pytest.raises(AssertionError, match=words)


async def tell(name: StreamName, kind: str, payload: Wire) -> None:
    """An event without a change behind it."""
    async with db.transaction() as tx:
        locked = await eventlog.lock(tx, name)
        await eventlog.append(tx, locked[name], kind, payload)


async def test_whoever_acts_gets_the_events_that_are_theirs(world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))

    async with world.replayed(by=ada) as mine:
        await remove_member(actor=world.owner, channel_id=channel.id, user_id=ada.user_id)
        await world.message(channel=channel)

    assert [(event.stream, event.kind) for event in mine] == [(f"user:{ada.user_id}", "member.left")]


async def test_a_change_without_its_event_is_found(world: World) -> None:
    message = await world.message()

    with fails_with("body is 'hello' by the events, 'other' by the snapshot"):
        async with world.replayed(by=world.owner):
            async with db.transaction() as tx:
                await tx.execute("update message set body = 'other' where id = %(id)s", id=message.id)


async def test_an_event_that_says_something_else_is_found(world: World) -> None:
    row = await get_user(db.reader, world.owner.user_id, visible_to=world.owner)
    changed = User(**{**{name: getattr(row.wire(), name) for name in User.__struct_fields__}, "name": "Else"})

    with fails_with(f"member-outside, in_turn: users.{row.id}.name is 'Else' by the events"):
        async with world.replayed(by=world.owner):
            await tell(stream_name("workspace", world.workspace_id), "user.updated", changed)


async def test_a_private_channel_that_the_workspace_hears_of_is_found(world: World) -> None:
    private = await world.channel(kind="private")

    with fails_with("member-outside, in_turn: AssertionError: outsiders learn .*name.* of a private channel"):
        async with world.replayed(by=world.owner):
            await tell(stream_name("workspace", world.workspace_id), "channel.updated", private.wire())


async def test_what_is_told_to_somebody_else_is_found(world: World) -> None:
    ada = await world.member()
    row = await get_me(db.reader, world.owner.user_id)

    with fails_with("tells of somebody else"):
        async with world.replayed(by=ada):
            await tell(stream_name("user", ada.user_id), "user.updated", row)


async def test_a_wrong_count_of_what_is_left_is_found(world: World) -> None:
    ada = await world.member()
    first, _ = await world.message(), await world.message()

    with fails_with(r"told of \(2, 0\) unread and mentions where \(1, 0\) are left"):
        async with world.replayed(by=ada):
            async with db.transaction() as tx:
                name = stream_name("user", ada.user_id)
                locked = await eventlog.lock(tx, name)
                moved = ReadMoved(channel=world.general, thread=None, seq=first.seq, unread=2, mentions=0)
                await eventlog.append(tx, locked[name], "read.moved", moved)
                await tx.execute(
                    "update membership set read_seq = %(seq)s, read_ordinal = read_ordinal + 1"
                    " where user_id = %(user)s",
                    seq=first.seq,
                    user=ada.user_id,
                )


async def test_a_snapshot_that_counts_wrongly_is_found(world: World) -> None:
    ada = await world.member()
    await world.message()

    with fails_with("unread is 1 by the events, 0 by the snapshot"):
        async with world.replayed(by=ada):
            async with db.transaction() as tx:
                await tx.execute("update membership set own = 1 where user_id = %(user)s", user=ada.user_id)


async def test_an_end_that_is_not_told_is_found(world: World) -> None:
    ada = await world.member()

    with fails_with("nobody told them that they are gone"):
        async with world.replayed(by=ada):
            async with db.transaction() as tx:
                await tx.execute('update "user" set deactivated_at = now() where id = %(id)s', id=ada.user_id)


async def test_nothing_that_happens_needs_nothing_told(world: World) -> None:
    message = await world.message()
    ada = await world.member()
    await move_read(actor=ada, channel_id=world.general, seq=message.seq)

    async with world.replayed(by=ada) as events:
        await move_read(actor=ada, channel_id=world.general, seq=message.seq)

    assert events == []
