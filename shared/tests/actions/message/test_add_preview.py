"""A preview arrives once, and only at a message that still has the link."""

from parley.actions.message.add_preview import add_preview
from parley.actions.message.edit import edit_message
from parley.ids import MessageId, new_id
from parley.testing.laws import broken_laws
from parley.testing.world import World

URL = "https://ferry.example/timetable"
SAYS = {"url": URL, "place": 0, "title": "Timetable", "description": "Winter", "site_name": "Ferry"}


async def test_a_preview_is_an_event_with_the_whole_message(world: World) -> None:
    message = await world.message(body=f"see {URL}")

    async with world.replayed(by=world.owner) as events:
        was_added = await add_preview(message_id=MessageId(message.id), **SAYS)

    assert was_added
    (event,) = events
    assert (event.kind, event.data["id"], event.data["version"]) == (
        "message.previewed",
        str(message.id),
        event.seq,
    )
    assert event.data["previews"] == [
        {"url": URL, "title": "Timetable", "description": "Winter", "site_name": "Ferry", "image": None}
    ]
    assert event.data["body"] == f"see {URL}"
    assert await broken_laws() == []


async def test_a_repeat_announces_nothing(world: World) -> None:
    message = await world.message(body=URL)
    await add_preview(message_id=MessageId(message.id), **SAYS)

    async with world.replayed(by=world.owner) as events:
        assert not await add_preview(message_id=MessageId(message.id), **SAYS)

    assert events == []


async def test_a_link_that_an_edit_took_out_gets_none(world: World) -> None:
    message = await world.message(body=URL)
    await edit_message(actor=world.owner, message_id=MessageId(message.id), body="nothing to see")

    assert not await add_preview(message_id=MessageId(message.id), **SAYS)


async def test_a_message_that_never_was_gets_none(world: World) -> None:
    assert not await add_preview(message_id=MessageId(new_id()), **SAYS)
