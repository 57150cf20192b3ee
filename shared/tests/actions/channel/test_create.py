"""Creating a channel: once by its id, with its first people in it."""

import asyncio

import pytest

from parley import db
from parley.actions.channel.create import create_channel
from parley.actor import Actor
from parley.errors import Forbidden, IdTaken, Invalid, NameTaken, NotFound
from parley.ids import ChannelId, UserId, new_id, stream_name
from parley.testing.laws import broken_laws
from parley.testing.world import World


def asked(actor: Actor, *members: Actor, **changes: object) -> dict:
    given = {"channel_id": ChannelId(new_id()), "kind": "public", "name": "ferry-names"}
    return {"actor": actor, "members": tuple(UserId(each.user_id) for each in members), **given, **changes}


async def test_its_first_people_learn_of_it_on_their_own_streams(world: World) -> None:
    ada = await world.member()

    async with world.replayed(by=ada) as events:
        created = await create_channel(**asked(world.owner, ada))

    assert [event.kind for event in events if event.stream == created.channel.stream] == [
        "channel.created",
        "member.joined",
        "member.joined",
    ]
    (mine,) = [event for event in events if event.stream == stream_name("user", ada.user_id)]
    assert (mine.kind, mine.data["stream"], mine.data["after"]) == (
        "member.joined",
        created.channel.stream,
        3,
    )
    assert await broken_laws() == []


async def test_many_people_cost_as_many_statements_as_few(world: World) -> None:
    people = [await world.member() for _ in range(12)]

    with db.counted() as few:
        await create_channel(**asked(world.owner, people[0]))
    with db.counted() as many:
        await create_channel(**asked(world.owner, *people, name="everyone"))

    assert many.statements == few.statements
    assert await broken_laws() == []


async def test_a_private_one_is_not_told_to_the_workspace(world: World) -> None:
    ada = await world.member()

    async with world.replayed(by=ada) as events:
        await create_channel(**asked(world.owner, kind="private"))

    assert events == []


async def test_the_same_id_makes_it_once_whoever_is_first(world: World) -> None:
    given = asked(world.owner)

    async with world.replayed(by=world.owner):
        made = await asyncio.gather(*(create_channel(**given) for _ in range(6)))

    assert sorted(each.is_repeat for each in made) == [False, *[True] * 5]
    assert len({each.channel.id for each in made}) == 1
    assert len(await world.events(made[0].channel.stream)) == 2


@pytest.mark.parametrize("change", [{"name": "other"}, {"kind": "private"}, {"description": "other"}])
async def test_other_content_under_the_same_id_is_id_taken(world: World, change: dict) -> None:
    given = asked(world.owner)
    await create_channel(**given)

    with pytest.raises(IdTaken):
        await create_channel(**{**given, **change})


async def test_other_people_or_another_maker_are_other_content(world: World) -> None:
    ada = await world.member()
    given = asked(world.owner)
    await create_channel(**given)

    for change in ({"members": (ada.user_id,)}, {"actor": ada}):
        with pytest.raises(IdTaken):
            await create_channel(**{**given, **change})


async def test_a_name_is_taken_in_whatever_case(world: World) -> None:
    await create_channel(**asked(world.owner))

    with pytest.raises(NameTaken):
        await create_channel(**asked(world.owner, name="Ferry-Names"))


async def test_guests_make_none_and_strangers_are_in_none(world: World) -> None:
    guest = await world.member(role="guest")

    with pytest.raises(Forbidden):
        await create_channel(**asked(guest))
    with pytest.raises(NotFound):
        await create_channel(**{**asked(world.owner), "members": (UserId(new_id()),)})


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"name": "x" * 81}, {"kind": "dm"}, {"description": "x" * 1001}]
)
async def test_what_can_be_no_channel_is_invalid(world: World, change: dict) -> None:
    with pytest.raises(Invalid):
        await create_channel(**{**asked(world.owner), **change})
