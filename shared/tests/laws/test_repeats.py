"""Law 5 under generated histories: what is repeated with its id or key happens once, whoever repeats it and when."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from parley.actions.channel.create import create_channel
from parley.actions.message.delete import delete_message
from parley.actions.message.post import post_message
from parley.actions.request.answer_once import Answer, answer_once
from parley.errors import Busy, IdTaken, KeyReused, NameTaken, NotFound, ParleyError
from parley.ids import ChannelId, MessageId, new_id
from parley.testing.histories import Town, histories
from parley.testing.laws import broken_laws
from parley.testing.replay import read_log

_number = some.integers(0, 3)


@dataclass(frozen=True, slots=True)
class Try:
    """Something done under one of a few ids: so often the same, and often not quite."""

    act: str
    id: int
    who: int
    where: int
    body: int


_ACTS = ("post", "post", "post", "post", "delete", "kick", "add", "archive")
_tries = some.lists(
    some.lists(
        some.builds(
            Try, some.sampled_from(_ACTS), _number, _number, some.integers(0, 1), some.integers(0, 1)
        ),
        min_size=1,
        max_size=6,
    ),
    min_size=2,
    max_size=8,
)


class Model:
    """What was first posted under each id, and every receipt that was given for it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.ids = [MessageId(new_id()) for _ in range(4)]
        self.first: dict[int, tuple[int, int, int]] = {}
        self.deleted: set[int] = set()
        self.receipts: dict[int, set[tuple[int, str]]] = {}
        self.firsts: dict[int, int] = {}

    async def run(self, group: list[Try]) -> None:
        known, gone = dict(self.first), set(self.deleted)
        outcomes = await asyncio.gather(*(self._do(each) for each in group))
        for each, outcome in zip(group, outcomes, strict=True):
            if each.act == "post":
                self._judge(each, outcome, known, gone, group)

    async def _do(self, each: Try) -> Any:
        people, channel = self.town.people, self.town.channels[1 + each.where]
        try:
            match each.act:
                case "post":
                    posted = await post_message(
                        actor=people[each.who],
                        channel_id=channel.id,
                        message_id=self.ids[each.id],
                        body=f"body {each.body}",
                    )
                    place = (posted.message.seq, posted.message.at)
                    self.receipts.setdefault(each.id, set()).add(place)
                    if not posted.is_repeat:
                        self.firsts[each.id] = self.firsts.get(each.id, 0) + 1
                        self.first[each.id] = (each.who, each.where, each.body)
                    return "posted"
                case "delete":
                    await delete_message(actor=people[0], message_id=self.ids[each.id])
                    self.deleted.add(each.id)
                case act:
                    await getattr(self.town, act)(people[0], channel, each.who + each.body)
        except ParleyError as error:
            return error
        return None

    def _judge(
        self, each: Try, outcome: Any, known: dict[int, Any], gone: set[int], group: list[Try]
    ) -> None:
        """What was first posted before the group began decides; what happens within it may go either way."""
        if each.id not in known or any(other.act == "delete" and other.id == each.id for other in group):
            return
        who, where, body = known[each.id]
        is_same = (each.who, each.where) == (who, where) and (each.body == body or each.id in gone)
        if is_same:
            assert outcome == "posted", f"{each} is a repeat, and was answered {outcome!r}"
        else:
            # Where one may not look, nothing is said of what is there.
            assert isinstance(outcome, IdTaken | NotFound), f"{each} was answered {outcome!r}"


@histories(15)
@given(tries=_tries)
async def test_a_message_is_posted_once_whoever_repeats_it_and_when(
    database: None, tries: list[list[Try]]
) -> None:
    model = Model(await Town.begin())

    for group in tries:
        await model.run(group)

    assert all(times == 1 for times in model.firsts.values())
    assert all(len(places) == 1 for places in model.receipts.values())
    log = await read_log(model.town.world.workspace_id, {})
    posted = [event["data"]["id"] for event in log if event["kind"] == "message.posted"]
    assert sorted(posted) == sorted(str(model.ids[number]) for number in model.firsts)
    assert await broken_laws() == []


@histories(6)
@given(
    tries=some.lists(
        some.lists(some.tuples(_number, _number, _number), min_size=1, max_size=5), min_size=2, max_size=5
    )
)
async def test_a_channel_is_made_once_by_id_and_by_key(
    database: None, tries: list[list[tuple[int, int, int]]]
) -> None:
    town, ids = await Town.begin(), [ChannelId(new_id()) for _ in range(4)]
    answers: dict[tuple[UUID, str], set[str]] = {}

    async def make(number: int, who: int, name: int) -> None:
        actor, key = town.people[who], f"key {number}"

        async def create() -> Answer:
            # By key alone half of the time: then each call has an id of its own.
            id = ids[number] if number % 2 else ChannelId(new_id())
            made = await create_channel(
                actor=actor, channel_id=id, kind="public", name=f"made-{number}-{name}"
            )
            return Answer(201, str(made.channel.id))

        try:
            given = await answer_once(actor=actor, key=key, digest=bytes([name]), make=create)
        except (IdTaken, NameTaken, KeyReused, Busy):
            return
        answers.setdefault((actor.user_id, key), set()).add(given.text)

    for group in tries:
        await asyncio.gather(*(make(*each) for each in group))

    assert all(len(texts) == 1 for texts in answers.values())
    log = await read_log(town.world.workspace_id, {})
    made = [
        e["data"]["id"] for e in log if e["kind"] == "channel.created" and e["stream"].startswith("channel:")
    ]
    assert len(made) == len(set(made))
    # Each answer is a channel of its own, unless two people could not both have had it.
    assert {text for texts in answers.values() for text in texts} == set(made) - {
        str(c.id) for c in town.channels
    }
    assert await broken_laws() == []
