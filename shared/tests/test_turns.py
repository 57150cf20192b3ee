"""So many at once, the others in turn, nobody for ever."""

import asyncio

import pytest

from parley.errors import Busy
from parley.turns import Turns


async def test_so_many_go_at_once_and_the_others_in_the_order_in_which_they_came() -> None:
    turns, begun, may_end = Turns(at_once=3, waiting=10, patience_seconds=30), [], asyncio.Semaphore(0)

    async def take(number: int) -> None:
        async with turns.turn():
            begun.append(number)
            await may_end.acquire()

    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(take(number))
        await asyncio.sleep(0)
        at_first = list(begun)
        for _ in range(10):
            may_end.release()

    assert at_first == [0, 1, 2]
    assert begun == list(range(10))


async def test_over_the_bound_the_answer_comes_at_once() -> None:
    turns = Turns(at_once=1, waiting=1, patience_seconds=30)
    async with turns.turn():
        waiting = asyncio.create_task(turns.turn().__aenter__())
        await asyncio.sleep(0)

        with pytest.raises(Busy):
            await turns.turn().__aenter__()
        waiting.cancel()


async def test_nobody_waits_for_longer_than_their_patience() -> None:
    turns = Turns(at_once=1, waiting=1, patience_seconds=0.01)
    async with turns.turn():
        with pytest.raises(Busy):
            await turns.turn().__aenter__()
    async with turns.turn():  # and what was given up holds no place
        pass


async def test_who_fails_or_goes_gives_the_turn_on() -> None:
    turns = Turns(at_once=1, waiting=0, patience_seconds=30)

    for _ in range(3):
        with pytest.raises(RuntimeError):
            async with turns.turn():
                raise RuntimeError
