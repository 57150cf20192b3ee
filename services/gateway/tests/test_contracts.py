"""What is committed, and what the web client compiles against, is what the gateway speaks."""

import json
from pathlib import Path

import pytest
from gateway_lab import Gateway, greeted
from msgspec import json as msgspec_json

from parley.events import KINDS
from parley.ids import new_id
from parley.testing.world import World
from parley_gateway import contracts, typescript
from parley_gateway.frames import Told


def test_the_committed_frames_are_current() -> None:
    assert contracts.PATH.read_text() == contracts.render(), "run make contracts"


def test_every_reference_is_defined() -> None:
    contract = json.loads(contracts.render())
    names = set(contract["$defs"])

    text = json.dumps(contract)
    used = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}

    assert used == names
    assert set(contract["events"]) == set(KINDS)


def test_the_types_of_the_web_client_are_the_same_each_time_and_complete() -> None:
    text = typescript.render()

    assert text == typescript.render()
    for kind in KINDS:
        assert f'  "{kind}": ' in text
    assert 'export interface AckFrame {\n  type: "ack";\n  ref?: string;\n  id?: string;\n' in text
    assert "  cursors?: Record<string, number> | null;\n" in text
    assert "  reactions: Reaction[];\n" in text


@pytest.mark.each_server
async def test_what_the_gateway_says_is_of_the_vocabulary(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner, cursors={"channel:x": 1}, epoch="another") as client:
        await client.ask("send", id=new_id(), channel=world.general, body="hello")
        await client.ask("send", id=new_id(), channel=new_id(), body="hello")
        await client.ask("read", channel=world.general, seq=1)
        await client.ask("presence")
        await client.ask("ping")

    assert {frame["type"] for frame in client.heard} >= {
        "welcome",
        "reset",
        "ack",
        "error",
        "presence",
        "pong",
    }
    for frame in client.heard:
        decoded = msgspec_json.decode(json.dumps(frame), type=Told)
        assert json.loads(msgspec_json.encode(decoded)) == frame


def test_the_web_clients_types_are_current() -> None:
    written = Path(__file__).parents[2] / "web" / "src" / "api" / "generated.ts"

    assert written.read_text() == typescript.render(), "run `make contracts`"
