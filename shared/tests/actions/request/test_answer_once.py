"""Idempotency-Key: one write and one answer, whatever is repeated, raced or refused."""

import asyncio

import pytest

from parley import db
from parley.actions.channel.create import create_channel
from parley.actions.invite.create import create_invite
from parley.actions.message.edit import edit_message
from parley.actions.request.answer_once import Answer, answer_once
from parley.errors import KeyReused, NameTaken, NotFound
from parley.ids import ChannelId, MessageId, new_id, stream_name
from parley.testing.laws import broken_laws
from parley.testing.world import World

DIGEST = b"a" * 32
_INVITES = db.statement("select count(*) from invite", db.value)
_KEYS = db.statement("select count(*) from idempotency_key", db.value)
_AGE = "update idempotency_key set at = now() - interval '25 hours'"


def inviting(world: World):
    async def make() -> Answer:
        invite = await create_invite(actor=world.owner)
        return Answer(201, str(invite.id))

    return make


async def once(world: World, make, *, key: str = "k", digest: bytes = DIGEST) -> Answer:
    return await answer_once(actor=world.owner, key=key, digest=digest, make=make)


async def test_a_repeat_gets_the_first_answer_and_writes_nothing(world: World) -> None:
    first = await once(world, inviting(world))
    second = await once(world, inviting(world))

    assert (first.status, first.text) == (second.status, second.text)
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert await db.reader.one(_INVITES) == 1


async def test_the_same_key_many_times_at_once_writes_once(world: World) -> None:
    answers = await asyncio.gather(*(once(world, inviting(world)) for _ in range(8)))

    assert len({answer.text for answer in answers}) == 1
    assert await db.reader.one(_INVITES) == 1


async def test_what_a_twin_stumbles_over_is_answered_as_the_first(world: World) -> None:
    async def make() -> Answer:
        created = await create_channel(
            actor=world.owner, channel_id=ChannelId(new_id()), kind="public", name="harbour"
        )
        return Answer(201, str(created.channel.id))

    answers = await asyncio.gather(*(once(world, make) for _ in range(4)))

    assert len({answer.text for answer in answers}) == 1
    assert await broken_laws() == []


async def test_a_key_of_another_request_is_refused(world: World) -> None:
    await once(world, inviting(world))

    with pytest.raises(KeyReused):
        await once(world, inviting(world), digest=b"b" * 32)

    assert await db.reader.one(_INVITES) == 1


async def test_keys_are_ones_own(world: World) -> None:
    await once(world, inviting(world))
    ada = await world.member()

    other = await answer_once(actor=ada, key="k", digest=b"b" * 32, make=inviting(world))

    assert not other.is_repeat


async def test_a_refusal_is_not_kept(world: World) -> None:
    async def refused() -> Answer:
        raise NotFound

    with pytest.raises(NotFound):
        await once(world, refused)

    assert not (await once(world, inviting(world))).is_repeat


async def test_a_refusal_after_the_write_takes_the_write_back(world: World) -> None:
    async def fails() -> Answer:
        await inviting(world)()
        raise NameTaken

    with pytest.raises(NameTaken):
        await once(world, fails)

    assert await db.reader.one(_INVITES) == 0
    assert await db.reader.one(_KEYS) == 0


async def test_a_day_later_the_key_is_new(world: World) -> None:
    await once(world, inviting(world))
    async with db.transaction() as tx:
        await tx.execute(_AGE)

    again = await once(world, inviting(world), digest=b"b" * 32)

    assert not again.is_repeat
    assert (await once(world, inviting(world), digest=b"b" * 32)).text == again.text
    assert await db.reader.one(_INVITES) == 2


async def test_an_old_edit_repeated_by_its_key_does_not_undo_a_newer_one(world: World) -> None:
    message = await world.message()

    def editing(body: str):
        async def make() -> Answer:
            edited = await edit_message(actor=world.owner, message_id=MessageId(message.id), body=body)
            return Answer(200, edited.body or "")

        return make

    for key in ("one", "two"):
        await once(world, editing(key), key=key)

    assert (await once(world, editing("one"), key="one")).text == "one"
    events = await world.events(stream_name("channel", world.general), after=message.seq)
    assert [event.data["body"] for event in events] == ["one", "two"]
    assert await broken_laws() == []


async def test_nothing_is_there_before_the_answer_is_kept(world: World) -> None:
    message = await world.message()
    general = stream_name("channel", world.general)
    seen = []

    async def make() -> Answer:
        await edit_message(actor=world.owner, message_id=MessageId(message.id), body="edited")
        seen.extend(await world.events(general, after=message.seq))
        return Answer(200, "")

    await once(world, make)

    assert seen == []
    assert len(await world.events(general, after=message.seq)) == 1
