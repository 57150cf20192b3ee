"""What a gateway says of its people, and what it makes of what all say, as time goes by."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from parley.ids import new_id
from parley.signals import Presence, shard_of
from parley_gateway import attendance, people
from parley_gateway.attendance import Attendance
from parley_gateway.people import People, set_of


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    for module in (attendance, people):
        monkeypatch.setattr(module, "time", clock)
    return clock  # type: ignore[return-value]


@dataclass(eq=False)
class Somebody:
    """What stands for a socket."""

    presence: str = "active"


def listening() -> People:
    found = People()
    for n in range(64):
        found.shards[n] = people.Shard()
    return found


def said(here: Attendance) -> list[Presence]:
    reports = here.due()
    here.said(reports)
    return reports


def told(found: People) -> dict[UUID, str | None]:
    return {person.id: person.state for person in found.members(found.changed())}


def test_a_report_is_repeated_before_it_expires_and_only_then(clock: Clock) -> None:
    user = new_id()
    here = Attendance({user: {Somebody()}})  # type: ignore[dict-item]
    here.touch(user)

    first = said(here)
    clock.now += attendance.REFRESH_SECONDS - 1
    between = said(here)
    clock.now += 1
    second = said(here)

    assert between == []
    assert first == second
    assert first[0].seconds > attendance.REFRESH_SECONDS * 2


def test_what_redis_did_not_take_is_said_again() -> None:
    user = new_id()
    here = Attendance({user: {Somebody()}})  # type: ignore[dict-item]
    here.touch(user)

    assert here.due() == here.due() != []


@pytest.mark.parametrize("seconds", [attendance.TTL_SECONDS, attendance.LEAVE_SECONDS, 0.0])
def test_one_who_went_stays_for_a_while_and_comes_back_unseen(clock: Clock, seconds: float) -> None:
    user, users = new_id(), dict[UUID, Any]()
    here, found = Attendance(users), listening()
    found.know(user, new_id())
    users[user] = {Somebody("away")}
    here.touch(user)
    for report in said(here):
        found.hear(report)
    came = told(found)

    del users[user]
    here.leave(user, seconds=seconds)
    clock.now += seconds * 0.9
    for report in said(here):
        found.hear(report)
    after = told(found)
    clock.now += seconds * 0.2
    for report in said(here):
        found.hear(report)
    gone = told(found)

    assert came == {user: "away"}
    assert (after, gone) == (({}, {user: None}) if seconds else ({user: None}, {}))


def test_people_of_a_gateway_that_says_nothing_are_offline_after_a_minute(clock: Clock) -> None:
    user, other = new_id(), new_id()
    killed, alive = Attendance({user: {Somebody()}, other: {Somebody()}}), Attendance({other: {Somebody()}})  # type: ignore[dict-item]
    found = listening()
    for id in (user, other):
        found.know(id, new_id())
        killed.touch(id)
        alive.touch(id)
    for report in (*said(killed), *said(alive)):
        found.hear(report)
    came = told(found)

    for _ in range(5):
        clock.now += 11
        for report in said(alive):
            found.hear(report)
    before = told(found)
    clock.now += 6
    after = told(found)

    assert came == {user: "active", other: "active"}
    assert before == {}
    assert after == {user: None}


def test_active_anywhere_is_active(clock: Clock) -> None:
    user, gateways = new_id(), [Attendance(dict[UUID, Any]()) for _ in range(2)]
    found = listening()
    found.know(user, new_id())

    def say(n: int, active: bytes = b"", away: bytes = b"") -> dict[UUID, str | None]:
        shard = shard_of(user.bytes)
        report = Presence(gateway=gateways[n].gateway, shard=shard, seconds=60, active=active, away=away)
        found.hear(report)
        return told(found)

    assert say(0, away=user.bytes) == {user: "away"}
    assert say(1, active=user.bytes) == {user: "active"}
    assert say(0) == {}
    assert say(1, away=user.bytes) == {user: "away"}
    assert say(1) == {user: None}


def test_the_place_of_one_who_is_watched_no_more_is_taken_by_another() -> None:
    found = listening()
    ids = [new_id() for _ in range(10)]
    first = [found.know(id, new_id()) for id in ids]

    found.forget_unwatched([1 << first[3].bit, 1 << first[7].bit | 1 << first[3].bit])
    again = [found.know(new_id(), new_id()) for _ in range(8)]

    assert {person.bit for person in (*again, first[3], first[7])} == set(range(10))
    assert found.know(ids[3], new_id()) is first[3]
    assert len(found) == 10


def test_whom_a_socket_watches_takes_two_kilobytes_at_most_of_ten_thousand_people() -> None:
    found, workspace = listening(), new_id()
    everybody = [found.know(new_id(), workspace) for _ in range(10_000)]

    sets = [set_of(everybody[n : n + 500]) for n in range(0, 10_000, 500)]

    # So ten thousand sockets have 20 MB; as sets of ids they would have 300.
    assert max(sys.getsizeof(each) for each in sets) < 2_000
    assert list(found.members(sets[7])) == everybody[3500:4000]
    assert list(found.members(sets[0] | sets[19])) == everybody[:500] + everybody[9500:]
