"""Frames made from the contract, whole and broken: the contract says which, and each has its answer."""

import asyncio
import json
from random import Random
from typing import Any

import jsonschema
import msgspec
import pytest
from gateway_lab import Client, Gateway, greeted

from parley.ids import new_id, stream_name
from parley.testing.world import World
from parley_gateway import contracts
from parley_gateway.frames import Told

pytestmark = pytest.mark.each_server

_CONTRACT = json.loads(contracts.PATH.read_text())
_FRAMES = [_CONTRACT["$defs"][each["$ref"].rsplit("/", 1)[1]] for each in _CONTRACT["client"]["oneOf"]]
_JUDGES = {
    frame["properties"]["type"]["enum"][0]: jsonschema.Draft202012Validator(
        frame, format_checker=jsonschema.FormatChecker(["uuid"])
    )
    for frame in _FRAMES
}
_ODD = [
    None,
    True,
    0,
    -1,
    0.5,
    2**53 + 1,
    2**63,
    1e400,
    "",
    "x" * 300,
    "\0",
    "\ud800",
    [],
    [None],
    {},
    {"x": "x"},
]
_SOCKETS, _EACH = 110, 10  # of ten broken frames a minute a socket survives the tenth


class Maker:
    """Values of a schema, the same each time."""

    def __init__(self, ids: list[str], streams: list[str]) -> None:
        self._random = Random(20_000)
        self._ids, self._streams = ids, streams

    def frame(self) -> dict[str, Any]:
        return self.value(self._random.choice(_FRAMES), "")

    def value(self, schema: dict[str, Any], name: str) -> Any:
        some = self._random
        match schema:
            case {"anyOf": options}:
                return self.value(some.choice(options), name)
            case {"enum": options}:
                return some.choice(options)
            case {"pattern": pattern}:
                return some.choice(pattern.strip("^()$").split("|"))
            case {"format": "uuid"}:
                return some.choice([*self._ids, str(new_id())])
            case {"type": "string"}:
                most = min(schema.get("maxLength", 50), 50)
                return (
                    some.choice(self._streams) if name == "stream" else "".join(some.choices("aé👋 ", k=most))
                )
            case {"type": "integer", "minimum": least, "maximum": most}:
                return some.choice([least, most, some.randint(0, 50)])
            case {"type": "boolean"}:
                return some.random() < 0.5
            case {"type": "array", "items": items}:
                return [self.value(items, name) for _ in range(min(3, schema["maxItems"]))]
            case {"type": "object", "properties": fields}:
                kept = [each for each in fields if each in schema["required"] or some.random() < 0.5]
                return {each: self.value(fields[each], each) for each in kept}
            case {"type": "object", "additionalProperties": inner}:
                return {some.choice(self._streams): self.value(inner, name) for _ in range(3)}
        return None

    def broken(self) -> str:
        """The text of a frame that the contract does not allow."""
        some = self._random
        while True:
            frame = self.frame()
            match some.randrange(4):
                case 0:
                    del frame[some.choice(list(frame))]
                case 1:
                    frame[some.choice(["x", "Ref", "types"])] = some.choice(_ODD)
                case 2:
                    frame[some.choice(list(frame))] = some.choice(_ODD)
                case _:
                    text = json.dumps(frame)
                    at = some.randrange(len(text))
                    text = some.choice([text[:at], text[:at] + some.choice('{}[]",:x') + text[at:], text * 2])
                    if not is_whole(text):
                        return text
                    continue
            text = json.dumps(frame)
            if not is_whole(text):
                return text


def is_whole(text: str) -> bool:
    try:
        frame = json.loads(text)
        return _JUDGES[frame["type"]].is_valid(frame)
    except (ValueError, TypeError, KeyError):
        return False


async def say_and_hear(client: Client, maker: Maker) -> int:
    """As many whole frames as broken ones, in any order; each is answered."""
    refs: set[str] = set()
    for _ in range(_EACH):
        whole = maker.frame() | {"ref": new_id().hex}
        text = json.dumps(whole)
        assert is_whole(text), text
        if whole["type"] != "typing":  # not answered, unless refused
            refs.add(whole["ref"])
        await client.socket.send(text)
        await client.socket.send(maker.broken())
    await client.say("ping", ref="last")
    refs.add("last")
    while not refs <= {frame.get("ref") for frame in client.heard}:
        await client.hear()
    for frame in client.heard:
        msgspec.convert(frame, Told)
        assert frame.get("code") != "internal", frame
    return sum(frame.get("code") == "invalid" and "ref" not in frame for frame in client.heard)


async def test_the_contract_says_what_is_refused_and_every_frame_is_answered(
    gateway: Gateway, world: World
) -> None:
    people = [await world.member() for _ in range(4)]
    private = await world.channel(kind="private", members=(people[0],))
    message = await world.message()
    ids = [str(id) for id in (world.general, private.id, message.id, people[1].user_id)]
    streams = [
        stream_name("channel", world.general),
        private.stream,
        stream_name("user", people[1].user_id),
        "x",
    ]
    maker, before = Maker(ids, streams), len(gateway.log.read_text())
    left = iter(range(_SOCKETS))

    async def come_again(n: int) -> None:
        for _ in left:
            async with greeted(gateway, people[n]) as client:
                assert await say_and_hear(client, maker) == _EACH

    async with asyncio.TaskGroup() as tasks:
        for n in range(len(people)):
            tasks.create_task(come_again(n))

    told = gateway.log.read_text()[before:]
    assert "Traceback" not in told
    assert "gateway.defect" not in told
