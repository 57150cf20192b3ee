"""What tasks share: opened once, closed in order, tried again after a failure."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from parley_worker.resources import Resources


async def test_all_who_ask_get_the_same_and_it_is_opened_once() -> None:
    opened = []

    @asynccontextmanager
    async def open_thing() -> AsyncIterator[object]:
        await asyncio.sleep(0)
        opened.append(object())
        yield opened[-1]

    resources = Resources()
    got = await asyncio.gather(*(resources.get(open_thing) for _ in range(10)))
    await resources.close(seconds=1)

    assert len(opened) == 1
    assert set(map(id, got)) == {id(opened[0])}


async def test_the_youngest_is_closed_first() -> None:
    closed = []

    def opener(name: str):
        @asynccontextmanager
        async def open_named() -> AsyncIterator[str]:
            yield name
            closed.append(name)

        return open_named

    resources = Resources()
    for name in ("pool", "client", "cache"):
        await resources.get(opener(name))
    await resources.close(seconds=1)

    assert closed == ["cache", "client", "pool"]


async def test_a_failed_opening_is_tried_again() -> None:
    tries = []

    @asynccontextmanager
    async def open_flaky() -> AsyncIterator[int]:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("not yet")
        yield len(tries)

    resources = Resources()
    with pytest.raises(ConnectionError):
        await resources.get(open_flaky)

    assert await resources.get(open_flaky) == 2
    await resources.close(seconds=1)


async def test_a_waiter_that_is_cancelled_does_not_take_it_from_the_others() -> None:
    may_open = asyncio.Event()

    @asynccontextmanager
    async def open_slowly() -> AsyncIterator[str]:
        await may_open.wait()
        yield "value"

    resources = Resources()
    first, second = (asyncio.create_task(resources.get(open_slowly)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    may_open.set()

    assert await second == "value"
    with pytest.raises(asyncio.CancelledError):
        await first
    await resources.close(seconds=1)


async def test_one_that_will_not_close_is_cancelled_and_the_rest_closed() -> None:
    closed = []

    @asynccontextmanager
    async def open_first() -> AsyncIterator[None]:
        yield
        closed.append("first")

    @asynccontextmanager
    async def open_stuck() -> AsyncIterator[None]:
        yield
        await asyncio.Event().wait()

    resources = Resources()
    await resources.get(open_first)
    await resources.get(open_stuck)
    await resources.close(seconds=0.05)

    assert closed == ["first"]
