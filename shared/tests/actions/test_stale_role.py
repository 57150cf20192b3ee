"""Who loses a role, or is deactivated, while a request of theirs is under way: the request is judged by what is now."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from parley import db, eventlog
from parley.actions.channel.create import create_channel
from parley.actions.channel.update import Changes as ChannelChanges
from parley.actions.channel.update import update_channel
from parley.actions.member.add import add_member
from parley.actions.member.remove import remove_member
from parley.actions.user.update import Changes, update_user
from parley.actor import Actor
from parley.errors import Forbidden, GeneralStays, NotFound, Unauthenticated
from parley.ids import ChannelId, new_id, stream_name
from parley.queries.channel import ChannelRow
from parley.queries.member import is_member
from parley.testing.world import World

_WAITING = db.statement("select count(*) from pg_locks where locktype = 'advisory' and not granted", db.value)


async def when_waiting(count: int) -> None:
    async with asyncio.timeout(20):
        while (await db.reader.one(_WAITING) or 0) < count:
            await asyncio.sleep(0.01)


async def overtaken[T](user: Actor, change: Changes, act: Callable[[], Awaitable[T]]) -> T:
    """What `act` comes to where a change of the user's rights has the locks first, and the act was judged before."""
    async with db.transaction() as tx:
        # It takes the workspace's and waits for this one; who comes after it waits behind it for either.
        await eventlog.lock(tx, stream_name("user", user.user_id))
        changing = asyncio.create_task(update_user(actor=None, user_id=user.user_id, changes=change))
        await when_waiting(1)
        acting = asyncio.ensure_future(act())
        await when_waiting(2)
    await changing
    return await acting


def join(actor: Actor, channel: ChannelRow) -> Callable[[], Awaitable[None]]:
    return lambda: add_member(actor=actor, channel_id=channel.id, user_id=actor.user_id)


async def test_who_has_become_a_guest_joins_nothing_any_more(world: World) -> None:
    ada, channel = await world.member(), await world.channel()

    with pytest.raises((Forbidden, NotFound)):
        await overtaken(ada, Changes(role="guest"), join(ada, channel))

    assert not await is_member(db.reader, channel.stream_id, ada.user_id)


async def test_who_has_become_a_guest_brings_nobody_in(world: World) -> None:
    ada, bob = await world.member(), await world.member()
    channel = await world.channel(kind="private", members=(ada,))

    with pytest.raises((Forbidden, NotFound)):
        await overtaken(
            ada,
            Changes(role="guest"),
            lambda: add_member(actor=ada, channel_id=channel.id, user_id=bob.user_id),
        )

    assert not await is_member(db.reader, channel.stream_id, bob.user_id)


async def test_who_is_no_admin_any_more_removes_nobody(world: World) -> None:
    ada, bob = await world.member(role="admin"), await world.member()
    channel = await world.channel(members=(bob,))

    with pytest.raises(Forbidden):
        await overtaken(
            ada,
            Changes(role="member"),
            lambda: remove_member(actor=ada, channel_id=channel.id, user_id=bob.user_id),
        )

    assert await is_member(db.reader, channel.stream_id, bob.user_id)


async def test_who_has_become_a_member_stays_in_general(world: World) -> None:
    guest = await world.member(role="guest")
    await add_member(actor=world.owner, channel_id=world.general, user_id=guest.user_id)

    with pytest.raises(GeneralStays):
        await overtaken(
            guest,
            Changes(role="member"),
            lambda: remove_member(actor=guest, channel_id=world.general, user_id=guest.user_id),
        )


@pytest.mark.parametrize(
    ("change", "refusal"), [({"role": "guest"}, Forbidden), ({"deactivated": True}, Unauthenticated)]
)
async def test_who_has_lost_the_right_makes_and_changes_no_channel(
    world: World, change: dict[str, object], refusal: type[Exception]
) -> None:
    ada, bob = await world.member(), await world.member()
    channel = await world.channel(by=ada)
    id = ChannelId(new_id())

    with pytest.raises((refusal, NotFound)):
        await overtaken(
            bob,
            Changes(**change),  # type: ignore[arg-type]
            lambda: create_channel(actor=bob, channel_id=id, kind="public", name="late"),
        )
    with pytest.raises((refusal, NotFound)):
        await overtaken(
            ada,
            Changes(**change),  # type: ignore[arg-type]
            lambda: update_channel(actor=ada, channel_id=channel.id, changes=ChannelChanges(kind="private")),
        )


async def test_who_was_deactivated_meanwhile_is_in_no_channel_that_begins(world: World) -> None:
    bob, id = await world.member(), ChannelId(new_id())

    with pytest.raises(NotFound):
        await overtaken(
            bob,
            Changes(deactivated=True),
            lambda: create_channel(
                actor=world.owner, channel_id=id, kind="public", name="late", members=(bob.user_id,)
            ),
        )
