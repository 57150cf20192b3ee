"""What is unread, under generated histories: counted by ordinals here, message by message there."""

from hypothesis import given

from parley.testing.histories import Step, Town, groups, histories
from parley.testing.laws import broken_laws

_ACTS = ("say", "say", "say", "reply", "edit", "delete", "delete", "read", "read", "join", "leave", "add")


@histories(8)
@given(history=groups(*_ACTS))
async def test_what_is_unread_is_what_a_recount_says(database: None, history: list[list[Step]]) -> None:
    town = await Town.begin()

    # Each one's snapshot is compared with the messages that its owner has, counted one by one.
    async with town.world.replayed(by=town.world.owner, at_once=True):
        await town.live(history)

    assert await broken_laws() == []


@histories(4)
@given(history=groups(*_ACTS, at_once=1, most=24))
async def test_what_the_events_say_of_it_is_true_when_they_are_written(
    database: None, history: list[list[Step]]
) -> None:
    town = await Town.begin()

    async with town.world.replayed(by=town.world.owner):
        await town.live(history)
