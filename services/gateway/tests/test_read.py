"""read: merged, written, answered; the last one always."""

import asyncio

import pytest
from gateway_lab import Gateway, greeted

from parley.ids import new_id, stream_name
from parley.testing.world import World


async def test_a_read_is_acked_once_it_is_written(gateway: Gateway, world: World) -> None:
    message = await world.message()
    ada = await world.member()
    last = await world.message()

    async with greeted(gateway, ada) as client:
        ack = await client.ask("read", channel=world.general, seq=last.seq)
        moved = await world.events(stream_name("user", ada.user_id))
        await client.hear_up_to(stream_name("user", ada.user_id), moved[-1].seq)

    assert message.seq < ack["seq"] == last.seq
    assert set(ack) == {"type", "ref", "seq"}
    assert (moved[-1].kind, moved[-1].data["seq"]) == ("read.moved", last.seq)


async def test_reads_are_merged_to_one_a_second_and_each_is_answered(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    messages = [await world.message() for _ in range(30)]
    mine = stream_name("user", ada.user_id)
    before = len(await world.events(mine))

    async with greeted(gateway, ada) as client, greeted(gateway, ada) as other:
        for message in messages:
            await client.say("read", channel=world.general, seq=message.seq, ref=f"{message.seq}")
        await other.ask("read", channel=world.general, seq=messages[3].seq)
        answers = {}
        while len(answers) < len(messages):
            frame = await client.hear()
            if frame["type"] == "ack":
                answers[frame["ref"]] = frame["seq"]
    moves = (await world.events(mine))[before:]

    assert all(seq >= int(ref) for ref, seq in answers.items())
    assert len(moves) == 2
    assert moves[-1].data["seq"] == messages[-1].seq


@pytest.mark.each_server
async def test_the_last_read_is_written_when_the_socket_ends(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    messages = [await world.message() for _ in range(3)]
    mine = stream_name("user", ada.user_id)

    async with greeted(gateway, ada) as watcher:
        async with greeted(gateway, ada) as client:
            for message in messages:
                await client.say("read", channel=world.general, seq=message.seq)
        started = asyncio.get_running_loop().time()
        await watcher.until(lambda f: f.get("kind") == "read.moved" and f["data"]["seq"] == messages[-1].seq)
        waited = asyncio.get_running_loop().time() - started

    assert waited < 0.9
    assert watcher.events[-1]["stream"] == mine


async def test_reads_of_what_is_not_mine_are_refused(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    public, private = await world.channel(), await world.channel(kind="private")

    async with greeted(gateway, ada) as client:
        answers = [await client.ask("read", channel=id, seq=1) for id in (public.id, private.id, new_id())]
        thread = await client.ask("read", channel=world.general, seq=1, thread=new_id())

    assert [answer["code"] for answer in answers] == ["not_a_member", "not_found", "not_found"]
    assert thread["code"] == "invalid"
