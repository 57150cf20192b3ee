"""What may be said, and what becomes of the rest."""

import json
from contextlib import suppress

import pytest
from gateway_lab import Gateway, greeted
from websockets.exceptions import ConnectionClosed

from parley.ids import new_id
from parley.testing.world import World

pytestmark = pytest.mark.each_server


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"ping"',
        "{}",
        '{"type": "shout"}',
        '{"type": "ping", "extra": 1}',
        '{"type": "ping", "ref": 1}',
        '{"type": "ping", "ref": "' + 65 * "a" + '"}',
        '{"type": "send", "id": "x", "channel": "y", "body": "z"}',
        '{"type": "read", "channel": "0193e0a5-0000-7000-8000-000000000000", "seq": -1}',
        '{"type": "presence", "state": "asleep"}',
        '{"a": ' + 5000 * "[" + 5000 * "]" + ', "type": "ping"}',
    ],
)
async def test_what_is_no_frame_is_told_and_the_socket_stays(
    gateway: Gateway, world: World, text: str
) -> None:
    async with greeted(gateway, world.owner) as client:
        await client.socket.send(text)
        answer = await client.answer("error")
        pong = await client.ask("ping")

    assert answer["code"] == "invalid"
    assert set(answer) == {"type", "code", "detail"}
    assert pong["type"] == "pong"


async def test_binary_frames_are_refused(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        await client.socket.send(b'{"type": "ping"}')
        answer = await client.answer("error", "pong")

    assert answer["code"] == "invalid"


async def test_more_than_ten_bad_frames_in_a_minute_end_the_socket(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        for _ in range(11):
            await client.socket.send("nonsense")
        code, frames = await client.ended()

    assert code == 1008
    assert len(frames) == 11


async def test_a_frame_over_512_kib_ends_the_socket(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        with suppress(ConnectionClosed):
            await client.socket.send(json.dumps({"type": "ping", "ref": "x" * 600_000}))
        code, _ = await client.ended()

    assert code == 1009


async def test_a_frame_in_fragments_is_one_frame(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        await client.socket.send(['{"type": "pi', 'ng", "ref"', ': "a"}'])
        pong = await client.answer("pong")

    assert pong == {"type": "pong", "ref": "a"}


async def test_a_thousand_frames_at_once_are_all_answered(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        for n in range(900):
            await client.say("ping", ref=str(n))
        refs = [(await client.answer("pong"))["ref"] for _ in range(900)]

    assert refs == [str(n) for n in range(900)]


async def test_an_unknown_id_is_not_found(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        answer = await client.ask("send", id=(id := new_id()), channel=new_id(), body="hello")

    assert (answer["type"], answer["code"], answer["id"]) == ("error", "not_found", str(id))
