"""The judges see what is lost, doubled or turned: a run in which nothing can be found proves nothing."""

from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from parley_loadtests.chaos.catalogue import find_all
from parley_loadtests.chaos.checks import judge_clients
from parley_loadtests.chaos.load import Ground, Load
from parley_loadtests.chaos.verdict import Verdict, table
from parley_loadtests.program import Acknowledged, Program
from parley_loadtests.reader import Reader
from parley_loadtests.speaker import Speaker

_STREAM = "channel:general"


def posted(seq: int, id: str, body: str = "hello") -> dict[str, Any]:
    data = {"id": id, "body": body}
    return {"type": "event", "stream": _STREAM, "seq": seq, "kind": "message.posted", "data": data}


@pytest.fixture
async def load():
    async with aiohttp.ClientSession() as http:
        program = Program(http, lambda: "http://nowhere.example", "token")
        ground = Ground(http, program, program, "http://pages.example")
        yield Load(
            ground, ["general"], Speaker(program, "ws://nowhere.example"), 1, readers=[Reader(program)]
        )


def promise(load: Load, seq: int, body: str = "hello") -> str:
    receipt = Acknowledged(str(uuid4()), seq, body, "general", 0.0, 0.0)
    load.receipts.append(receipt)
    return receipt.id


def judged(load: Load) -> tuple[int, int, int]:
    verdict = Verdict("a fault")
    judge_clients(load, verdict)
    assert verdict.is_clean == (not verdict.faults)
    return verdict.lost, verdict.repeated, verdict.out_of_order


async def test_what_came_once_and_in_order_is_clean(load: Load) -> None:
    for seq in (1, 2, 3):
        load.readers[0].take(posted(seq, promise(load, seq)))

    assert judged(load) == (0, 0, 0)


async def test_what_never_came_is_lost(load: Load) -> None:
    promise(load, 1)

    assert judged(load) == (1, 0, 0)


async def test_what_was_said_before_a_reader_began_is_not_owed_to_it(load: Load) -> None:
    promise(load, 1)
    load.readers[0].begin_at({_STREAM: 1}, "an epoch", "ws://nowhere.example")

    assert judged(load) == (0, 0, 0)


async def test_what_came_with_another_text_is_lost(load: Load) -> None:
    load.readers[0].take(posted(1, promise(load, 1), "something else"))

    assert judged(load) == (1, 0, 0)


async def test_what_came_twice_is_repeated(load: Load) -> None:
    event = posted(1, promise(load, 1))
    load.readers[0].take(event)
    load.readers[0].take(event)

    assert judged(load) == (0, 1, 0)


async def test_what_came_before_its_turn_is_out_of_order(load: Load) -> None:
    first, second = promise(load, 1), promise(load, 2)
    load.readers[0].take(posted(2, second))
    load.readers[0].take(posted(1, first))

    assert judged(load) == (0, 1, 1)


async def test_a_reset_and_a_request_without_an_answer_are_faults(load: Load) -> None:
    load.readers[0].take({"type": "reset", "stream": _STREAM})
    load.unanswered.append("PUT /read: no answer")
    verdict = Verdict("a fault")

    judge_clients(load, verdict)

    assert len(verdict.faults) == 2
    assert not verdict.is_clean


def test_the_table_says_what_broke_in_words() -> None:
    verdicts = [Verdict("kill-api", acknowledged=5), Verdict("kill-all", lost=1, faults=["it is gone"])]

    lines = table(verdicts).splitlines()

    assert lines[1].split()[:3] == ["kill-api", "0", "5"]
    assert lines[-1] == "BROKEN kill-all: it is gone"


def test_every_fault_says_what_it_does() -> None:
    faults = find_all()

    assert {"kill-postgres", "valkey-away", "gateway-rejoin", "rolling-restart"} <= faults.keys()
    assert all(fault.about.endswith(".") for fault in faults.values())
