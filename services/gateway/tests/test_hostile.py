"""Whatever a peer sends has a stable answer, and disturbs neither the process nor anybody else."""

import socket
from contextlib import suppress
from typing import Any

import pytest
from gateway_lab import Gateway, as_program, give_token, greeted, open_socket, raw
from websockets.frames import Frame, Opcode

from parley.ids import new_id
from parley.testing.world import World

pytestmark = pytest.mark.each_server

_BIG = 2**63


def frames_of(world: World) -> list[tuple[str, dict[str, Any], str]]:
    """Readable JSON that is refused, and how."""
    channel, stream = str(world.general), f"channel:{world.general}"
    return [
        ("send", {"id": "no", "channel": channel, "body": "x"}, "invalid"),
        ("send", {"id": str(new_id()), "channel": channel, "body": ""}, "invalid"),
        ("send", {"id": str(new_id()), "channel": channel, "body": " \n"}, "invalid"),
        ("send", {"id": str(new_id()), "channel": channel, "body": "x" * 40_001}, "invalid"),
        ("send", {"id": str(new_id()), "channel": channel, "body": "a\0b"}, "invalid"),
        ("send", {"id": str(new_id()), "channel": str(new_id()), "body": "x"}, "not_found"),
        ("send", {"id": str(new_id()), "channel": channel, "body": "x", "thread": str(new_id())}, "thread_not_found"),
        ("read", {"channel": channel, "seq": -1}, "invalid"),
        ("read", {"channel": channel, "seq": _BIG}, "invalid"),
        ("read", {"channel": channel, "seq": 1.5}, "invalid"),
        ("read", {"channel": str(new_id()), "seq": 1}, "not_found"),
        ("watch", {"stream": stream + "x"}, "not_found"),
        ("watch", {"stream": f"user:{new_id()}"}, "not_found"),
        ("watch", {"stream": "\0"}, "not_found"),
        ("typing", {"channel": str(new_id())}, "not_a_member"),
        ("hello", {}, "hello_twice"),
    ]  # fmt: skip


async def test_what_makes_no_sense_is_refused_by_its_code(gateway: Gateway, world: World) -> None:
    for type, fields, code in frames_of(world):
        async with greeted(gateway, world.owner) as client:
            await client.say(type, **fields)
            answer = await client.answer("error", "ack")
            assert (answer.get("code"), type) == (code, type), (fields, answer)
            assert answer["detail"]
            assert (await client.ask("ping"))["type"] == "pong"


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"ping","ref":"\\ud800"}',
        '{"a":' + 100_000 * "[" + 100_000 * "]" + "}",
        '{"type":"ping","ref":' + 80_000 * '{"a":' + "1" + 80_000 * "}" + "}",
        '{"type":"ping"} {"type":"ping"}',
        '{"type":"ping","type":"shout"}',
        "\0",
        "NaN",
    ],
    ids=range(7),
)
async def test_what_is_no_json_of_ours_is_told_and_the_socket_stays(
    gateway: Gateway, world: World, text: str
) -> None:
    async with greeted(gateway, world.owner) as client:
        await client.socket.send(text)
        answer = await client.answer("error", "pong")
        assert answer["type"] == "pong" or answer["code"] == "invalid"
        assert (await client.ask("ping"))["type"] == "pong"


@pytest.mark.parametrize(
    "cursors",
    [
        {f"channel:{new_id()}": 0 for _ in range(5_001)},
        {"channel:x": 2**53 + 1},
        {"channel:x": -1},
        {"x": "1"},
    ],
    ids=["many", "beyond", "negative", "text"],
)
async def test_cursors_out_of_bounds_are_invalid(
    gateway: Gateway, world: World, cursors: dict[str, Any]
) -> None:
    async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
        await client.say("hello", cursors=cursors, epoch="x")
        answer = await client.answer("error")
        await client.hello()  # it may mend it

    assert answer["code"] == "invalid"


async def test_frames_before_hello_are_refused_and_a_bad_token_ends_it(
    gateway: Gateway, world: World
) -> None:
    token = await give_token(world.owner)
    async with open_socket(gateway) as client:
        first = await client.ask("ping")
        await client.say("hello", token=token[:-1] + ("a" if token[-1] != "a" else "b"))
        code, frames = await client.ended()

    assert first["code"] == "hello_first"
    assert frames[0]["code"] == "unauthenticated"
    assert code == 4401


async def test_a_repeated_id_with_other_content_is_taken(gateway: Gateway, world: World) -> None:
    ada, id = await world.member(), new_id()
    async with greeted(gateway, world.owner) as client, greeted(gateway, ada) as other:
        await client.ask("send", id=id, channel=world.general, body="one")
        answers = [
            await client.ask("send", id=id, channel=world.general, body="two"),
            await other.ask("send", id=id, channel=world.general, body="one"),
        ]

    assert [answer["code"] for answer in answers] == ["id_taken", "id_taken"]


async def test_one_byte_fragments_with_pings_between_are_one_frame(gateway: Gateway, world: World) -> None:
    text = b'{"type":"ping","ref":"a"}'
    async with greeted(gateway, world.owner) as client:
        for n in range(len(text)):
            opcode = Opcode.TEXT if n == 0 else Opcode.CONT
            await raw(client, Frame(opcode, text[n : n + 1], fin=n == len(text) - 1))
            if n < len(text) - 1:
                await raw(client, Frame(Opcode.CONT, b"", fin=False), Frame(Opcode.PING, b"x"))
        pong = await client.answer("pong")

    assert pong == {"type": "pong", "ref": "a"}


def compressed(payload: bytes) -> bytes:
    """A frame with the bit of permessage-deflate, which websockets writes only where it is agreed to."""
    text = bytearray(Frame(Opcode.TEXT, payload).serialize(mask=True))
    text[0] |= 0x40
    return bytes(text)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (Frame(Opcode.TEXT, b"\xff\xfe"), 1007),
        (Frame(Opcode.CONT, b"x"), 1002),
        (Frame(Opcode.TEXT, b"x" * 524_289), 1009),
        (compressed(b"\xaaV*\xa9,HU\xb2R*\xc8\xccKW\xaa\x05\x00"), 1002),  # a ping
    ],
    ids=["utf8", "continuation", "large", "compressed"],
)
async def test_what_is_not_the_protocol_ends_the_socket_and_no_other(
    gateway: Gateway, world: World, frame: Frame | bytes, code: int
) -> None:
    before = gateway.log.read_text().count("Traceback")
    async with greeted(gateway, world.owner) as other, greeted(gateway, world.owner) as client:
        await raw(client, frame)
        ended, _ = await client.ended()
        assert (await other.ask("ping"))["type"] == "pong"

    assert ended == code
    assert gateway.log.read_text().count("Traceback") == before


async def test_compression_is_not_agreed_to(gateway: Gateway) -> None:
    async with open_socket(gateway, compression="deflate") as client:
        assert client.socket.protocol.extensions == []


def test_a_handshake_that_does_not_end_is_ended(gateway: Gateway) -> None:
    if gateway.server == "daphne":
        pytest.skip("Twisted gives a request's head a minute")
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as slow:
        slow.sendall(b"GET /ws HTTP/1.1\r\nHost: x\r\n")
        assert slow.recv(1) == b""


def test_a_head_without_end_is_refused(gateway: Gateway) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as peer:
        with suppress(OSError):
            peer.sendall(
                b"GET /ws HTTP/1.1\r\nHost: x\r\n"
                + b"".join(b"a%d: %s\r\n" % (n, b"x" * 1000) for n in range(200))
            )
        with suppress(ConnectionResetError):
            assert peer.recv(12) in (b"HTTP/1.1 400", b"")
