"""Transactions commit whole or not at all, and say so after; failures come as ours."""

import asyncio
import sys

import pytest
from psycopg.errors import UniqueViolation

from parley import db
from parley.errors import Busy, Unavailable
from parley.ids import new_id
from parley.models import Workspace
from parley.testing.world import World

_NAMES = db.statement("select name from workspace order by name", db.value)


async def test_callbacks_run_after_the_commit_only(world: World) -> None:
    ran = []

    async with db.transaction() as tx:
        tx.after_commit.append(lambda: ran.append("committed"))
        assert ran == []
    with pytest.raises(ZeroDivisionError):
        async with db.transaction() as tx:
            tx.after_commit.append(lambda: ran.append("rolled back"))
            raise ZeroDivisionError

    assert ran == ["committed"]


async def test_insert_leaves_defaults_to_the_database(world: World) -> None:
    async with db.transaction() as tx:
        await tx.insert(Workspace(id=new_id(), name="Another"))

    assert await db.reader.all(_NAMES) == ["Another", "Tidewater"]


async def test_insert_missing_tells_whether_it_did(world: World) -> None:
    row = Workspace(id=world.workspace_id, name="Again")

    async with db.transaction() as tx:
        was_inserted = await tx.insert_missing(row)

    assert not was_inserted
    with pytest.raises(UniqueViolation):
        async with db.transaction() as tx:
            await tx.insert(row)


async def test_a_statement_that_takes_too_long_is_busy(world: World) -> None:
    slow = db.statement("select pg_sleep(5)", db.value)

    with pytest.raises(Busy):
        async with db.transaction() as tx:
            await tx.execute("set local statement_timeout = '20ms'")
            await tx.all(slow)


async def test_a_postgres_that_falls_silent_is_unavailable(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is stopped, or whose machine is gone: its own timeouts do not hold then."""
    module = sys.modules["parley.db.transaction"]  # the package has the function by this name
    monkeypatch.setattr(module, "STATEMENT_SECONDS", 0.1)
    monkeypatch.setattr(module, "TRANSACTION_SECONDS", 0.1)
    silent = db.statement("select pg_sleep(3)", db.value)

    async with asyncio.timeout(2):
        with pytest.raises(Unavailable):
            await db.reader.all(silent)
        with pytest.raises(Unavailable):
            async with db.transaction() as tx:
                await tx.all(silent)

    assert await db.reader.all(_NAMES) == ["Tidewater"]


async def test_a_connection_that_never_comes_free_is_busy_and_the_rest_go_on(world: World) -> None:
    """The pool is bounded: see PARLEY_DATABASE_POOL."""
    pool = await db.pool()

    assert pool.max_size == 10
    assert pool.max_waiting == 1000
