"""The log over HTTP."""

import pytest
from api_lab import Client, message

from parley.ids import new_id
from parley.testing.world import World


async def test_a_program_follows_a_stream_by_its_cursor(world: World, owner: Client) -> None:
    boot = (await owner.ask("GET", "/boot")).body
    stream = f"channel:{world.general}"
    posted = (await owner.ask("POST", f"/channels/{world.general}/messages", message("hello"))).body

    page = await owner.ask(
        "GET", f"/streams/{stream}/events?after={boot['heads'][stream]}&epoch={boot['epoch']}"
    )

    assert page.status == 200
    (event,) = page.body["events"]
    assert (event["stream"], event["kind"], event["data"]) == (stream, "message.posted", posted)
    assert (page.body["head"], page.body["epoch"]) == (event["seq"], boot["epoch"])


@pytest.mark.parametrize("query", ["after=1000000", "epoch=another"])
async def test_a_cursor_that_is_worth_nothing_is_gone(world: World, owner: Client, query: str) -> None:
    answer = await owner.ask("GET", f"/streams/channel:{world.general}/events?{query}")

    assert (answer.status, answer.code) == (410, "reset")


async def test_streams_of_others_are_not_there(world: World, owner: Client) -> None:
    ada = await world.member()

    for name in (f"user:{ada.user_id}", f"channel:{new_id()}", "nonsense"):
        assert (await owner.ask("GET", f"/streams/{name}/events")).code == "not_found"


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=1000"])
async def test_bounds_are_held(world: World, owner: Client, query: str) -> None:
    assert (await owner.ask("GET", f"/streams/channel:{world.general}/events?{query}")).code == "invalid"
