"""A room hands events on in the order of seq, each once, whatever order they come in."""

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parley.ids import StreamId, new_id, stream_name
from parley_gateway import room as rooms
from parley_gateway.room import Event, Room


class Ear:
    """What stands for a socket: it keeps what it is given."""

    def __init__(self) -> None:
        self.seqs: list[int] = []

    def push(self, event: Event) -> None:
        self.seqs.append(event.seq)


class Lab:
    """A room, who misses what, and an ear in it."""

    def __init__(self, head: int | None = 0) -> None:
        self.missing: list[int] = []
        self.seen: list[int] = []
        self.room = Room(
            stream_name("channel", new_id()),
            StreamId(1),
            on_event=lambda room, event: self.seen.append(event.seq),
            on_missing=lambda room: self.missing.append(room.head + 1),
        )
        if head is not None:
            self.room.open(head)

    def event(self, seq: int, size: int = 1) -> Event:
        return Event(self.room.name, seq, "message.posted", ("x" * size, size))

    def receive(self, *seqs: int) -> None:
        for seq in seqs:
            self.room.receive(self.event(seq))

    def ear(self, *, after: int = 0, live: bool = True) -> tuple[Ear, rooms.Place]:
        ear = Ear()
        place = self.room.enter(ear, is_watching=False)  # type: ignore[arg-type]
        place.after = after
        if live:
            place.go_live()
        return ear, place


async def test_what_comes_early_waits_for_its_turn() -> None:
    lab = Lab()
    ear, _ = lab.ear()

    lab.receive(2, 3, 1, 5, 2, 1)

    assert ear.seqs == lab.seen == [1, 2, 3]


async def test_a_jump_waits_a_moment_and_is_then_missing() -> None:
    lab = Lab()

    lab.receive(2)
    before = list(lab.missing)
    async with asyncio.timeout(2):
        while not lab.missing:
            await asyncio.sleep(0.005)

    assert before == []
    assert lab.missing == [1]


async def test_a_jump_that_is_made_good_in_time_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab()

    lab.receive(2, 1)
    await asyncio.sleep(2 * rooms.GAP_SECONDS)

    assert lab.missing == []


@given(some.permutations(range(1, 30)), some.integers(0, 29), some.integers(0, 2**32))
def test_any_order_with_repeats_is_heard_once_in_order(order: list[int], after: int, seed: int) -> None:
    async def run() -> list[int]:
        lab = Lab()
        ear, _ = lab.ear(after=after)
        chance = random.Random(seed)
        for seq in order:
            lab.receive(seq)
            lab.receive(chance.randint(1, 29))
        return ear.seqs

    assert asyncio.run(run()) == list(range(after + 1, 30))


async def test_what_came_before_it_opened_is_handed_on_from_its_head() -> None:
    lab = Lab(head=None)
    ear, _ = lab.ear(after=4)

    lab.receive(4, 6, 5, 3)
    lab.room.open(4)

    assert ear.seqs == [5, 6]


async def test_one_who_catches_up_is_held_back_and_then_misses_nothing() -> None:
    lab = Lab(head=10)
    ear, place = lab.ear(after=7, live=False)

    lab.receive(11, 12)
    held = list(ear.seqs), lab.room.covers(7), lab.room.covers(10)
    place.after = 11  # from the table
    place.go_live()
    lab.receive(13)

    assert held == ([], False, True)
    assert ear.seqs == [12, 13]


async def test_one_who_catches_up_too_slowly_has_to_ask_the_table_again() -> None:
    lab = Lab()
    _, place = lab.ear(live=False)
    few = Lab()
    few.ear(live=False)

    lab.receive(*range(1, 300))
    few.room.receive(few.event(1, size=200_000))
    few.room.receive(few.event(2, size=200_000))

    assert not lab.room.covers(0)
    assert not lab.room.covers(299 - 257)
    assert lab.room.covers(299 - 256)
    assert not few.room.covers(0)
    assert few.room.covers(1)
    assert place.is_held


async def test_nothing_is_kept_for_nobody() -> None:
    lab = Lab()
    _, place = lab.ear(live=False)
    lab.receive(1, 2)

    place.after = 2
    place.go_live()
    lab.receive(3)

    assert lab.room.since(0) == []


async def test_early_ones_are_bounded() -> None:
    lab = Lab()

    lab.receive(*range(2, 1000))
    lab.receive(1)

    assert lab.room.head == 257
    assert lab.room.is_behind


async def test_one_who_left_hears_no_more_and_knows_how_far_it_came() -> None:
    lab = Lab()
    ear, place = lab.ear()

    lab.receive(1, 2)
    lab.room.leave(place)
    lab.receive(3)

    assert ear.seqs == [1, 2]
    assert place.after == 2
    assert not place.is_held
