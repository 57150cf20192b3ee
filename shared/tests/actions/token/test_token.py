"""Tokens: shown once, good until revoked."""

import asyncio
from uuid import UUID

import pytest

from parley import db
from parley.actions.token.create import create_token
from parley.actions.token.revoke import revoke_token
from parley.errors import Conflict, Invalid, NotFound
from parley.queries.actor import find_by_token
from parley.queries.token import list_tokens
from parley.testing.world import World

START = UUID(int=0)
_STORED = db.statement("select hash from token", db.value)


async def test_a_token_acts_as_its_user(world: World) -> None:
    token = await create_token(actor=world.owner, name=" the  bridge ")

    found = await find_by_token(db.reader, token=token.value)

    assert found is not None
    assert found.actor.user_id == world.owner.user_id
    assert found.actor.token_id == token.id
    assert token.name == "the bridge"
    assert token.value.startswith("parley_")
    assert len(token.value) == len("parley_") + 43


async def test_the_value_is_stored_nowhere(world: World) -> None:
    token = await create_token(actor=world.owner, name="x")

    (stored,) = await db.reader.all(_STORED)

    assert token.value.encode() not in bytes(stored)


async def test_a_revoked_token_is_no_good_and_that_is_told_once(world: World) -> None:
    token = await create_token(actor=world.owner, name="x")

    async with world.replayed(by=world.owner) as events:
        await revoke_token(actor=world.owner, token_id=token.id)
        await revoke_token(actor=world.owner, token_id=token.id)

    assert await find_by_token(db.reader, token=token.value) is None
    assert [(event.kind, event.data) for event in events] == [("token.revoked", {"token": str(token.id)})]
    assert await list_tokens(db.reader, of=world.owner, after=START, limit=10) == []


async def test_nobody_revokes_or_lists_the_tokens_of_others(world: World) -> None:
    token = await create_token(actor=world.owner, name="x")
    ada = await world.member(role="admin")

    with pytest.raises(NotFound):
        await revoke_token(actor=ada, token_id=token.id)

    assert await list_tokens(db.reader, of=ada, after=START, limit=10) == []
    assert await find_by_token(db.reader, token=token.value) is not None


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b"])
async def test_a_token_needs_a_name(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        await create_token(actor=world.owner, name=name)


async def test_a_user_has_a_hundred_tokens_at_most(world: World) -> None:
    for number in range(100):
        await create_token(actor=world.owner, name=f"number {number}")

    with pytest.raises(Conflict):
        await create_token(actor=world.owner, name="one more")


async def test_the_last_token_is_made_once(world: World) -> None:
    for number in range(99):
        await create_token(actor=world.owner, name=f"token {number}")

    made = await asyncio.gather(
        *(create_token(actor=world.owner, name="last") for _ in range(6)), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in made) == ["Conflict"] * 5 + ["Created"]
