"""Set-up: once, whoever tries at once."""

import asyncio

import pytest

from parley import db
from parley.actions.workspace.set_up import SetUp, set_up_workspace
from parley.errors import AlreadySetUp, Invalid
from parley.queries.boot import get_boot
from parley.queries.user import get_actor
from parley.testing.laws import broken_laws
from parley.testing.replay import replay_whole_log
from parley.testing.world import PASSWORD, empty
from parley.writes.session import Device

GIVEN = {
    "workspace": "Tidewater",
    "name": "Grace Hopper",
    "handle": "grace",
    "email": "grace@tidewater.example",
    "password": PASSWORD,
    "device": Device("a browser", "127.0.0.1"),
}
_WORKSPACES = db.statement("select count(*) from workspace", db.value)


@pytest.fixture(autouse=True)
async def emptied(database: None) -> None:
    await empty()


async def test_the_owner_starts_in_general(database: None) -> None:
    done = await set_up_workspace(**GIVEN)
    made = done.made

    owner = await get_actor(db.reader, "grace")
    boot = await get_boot(db.reader, of=owner)
    assert (boot.workspace, boot.me.id, boot.me.email) == (made.workspace, made.owner.id, GIVEN["email"])
    assert [(channel.id, channel.name, channel.unread) for channel in boot.channels] == [
        (made.general, "general", 0)
    ]
    assert await replay_whole_log(owner) == []
    assert await broken_laws() == []


async def test_of_all_who_set_up_at_once_one_does(database: None) -> None:
    outcomes = await asyncio.gather(
        *(set_up_workspace(**{**GIVEN, "handle": f"grace{number}"}) for number in range(4)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, SetUp) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes} == {SetUp, AlreadySetUp}
    assert await db.reader.one(_WORKSPACES) == 1


@pytest.mark.parametrize("field", ["workspace", "name", "handle", "email", "password"])
async def test_nothing_may_be_empty(database: None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await set_up_workspace(**{**GIVEN, field: " "})

    assert [fault["field"] for fault in refused.value.errors] == [field]
