"""send: acked once it is committed, once for an id, in the order of the frames."""

import asyncio

import pytest
from gateway_lab import Gateway, as_program, give_token, greeted, open_socket, up_to

from parley.ids import new_id, stream_name
from parley.testing.world import World


async def test_a_send_is_acked_and_comes_back_as_an_event(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        ack = await client.ask("send", id=(id := new_id()), channel=world.general, body="hello there")
        await client.hear_up_to(ack["stream"], ack["seq"])

    event = client.events[-1]
    assert set(ack) == {"type", "ref", "id", "seq", "at", "stream"}
    assert (event["data"]["body"], event["data"]["id"], ack["id"]) == ("hello there", str(id), str(id))
    assert event["seq"] == ack["seq"]
    assert event["data"]["at"] == event["at"] == ack["at"]


async def test_a_repeat_gets_the_first_answer_and_no_second_event(gateway: Gateway, world: World) -> None:
    same = {"id": new_id(), "channel": world.general, "body": "once"}
    async with greeted(gateway, world.owner) as client, greeted(gateway, world.owner) as other:
        first = await client.ask("send", **same)
        second = await other.ask("send", **same)
        last = await world.message()
        seqs = await client.hear_up_to(first["stream"], last.seq)

    first.pop("ref"), second.pop("ref")
    assert first == second
    assert seqs == [first["seq"], last.seq]


async def test_an_id_of_other_content_is_taken(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        id = new_id()
        await client.ask("send", id=id, channel=world.general, body="mine")
        answer = await client.ask("send", id=id, channel=world.general, body="other")

    assert (answer["type"], answer["code"], answer["id"]) == ("error", "id_taken", str(id))


async def test_refusals_have_the_codes_of_the_action(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    public, private = await world.channel(), await world.channel(kind="private")

    async with greeted(gateway, ada) as client:

        async def code(channel: object, body: str = "hello", **more: object) -> str:
            return (await client.ask("send", id=new_id(), channel=channel, body=body, **more))["code"]

        assert await code(public.id) == "not_a_member"
        assert await code(private.id) == "not_found"
        assert await code(world.general, "  ") == "invalid"
        assert await code(world.general, "x" * 40_001) == "invalid"
        assert await code(world.general, thread=new_id()) == "thread_not_found"


async def test_a_reply_stands_in_its_thread(gateway: Gateway, world: World) -> None:
    root = await world.message()

    async with greeted(gateway, world.owner) as client:
        ack = await client.ask(
            "send",
            id=new_id(),
            channel=world.general,
            body="a reply",
            thread=root.id,
            also_to_channel=True,
            files=[],
        )
        await client.hear_up_to(ack["stream"], ack["seq"])

    data = client.events[-1]["data"]
    assert (data["thread"], data["also_to_channel"]) == (str(root.id), True)


@pytest.mark.each_server
async def test_sends_of_one_socket_keep_their_order(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    bodies = [f"{n} @nobody" if n % 7 == 3 else f"{n}" for n in range(300)]

    async with greeted(gateway, world.owner) as client:
        head = client.welcome["heads"][general]
        for body in bodies:
            await client.say("send", id=new_id(), channel=world.general, body=body)
        seqs = await client.hear_up_to(general, head + len(bodies))

    assert seqs == up_to(head + len(bodies), after=head)
    assert [event["data"]["body"] for event in client.events if event["stream"] == general] == bodies


@pytest.mark.each_server
async def test_sends_that_were_said_before_leaving_are_posted(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as watcher:
        head = watcher.welcome["heads"][general]
        async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
            await client.hello()
            for n in range(20):
                await client.say("send", id=new_id(), channel=world.general, body=f"{n}")
        await watcher.hear_up_to(general, head + 20)

    assert [event["data"]["body"] for event in watcher.events] == [f"{n}" for n in range(20)]


async def test_the_rate_of_sends_is_limited(gateway: Gateway, world: World) -> None:
    limited = Gateway(
        {**gateway.environment, "PARLEY_SEND_RATE": "1", "PARLEY_SEND_BURST": "3"}, gateway.log
    ).start()
    try:
        async with greeted(limited, world.owner) as client:
            answers = [
                await client.ask("send", id=new_id(), channel=world.general, body="hello") for _ in range(5)
            ]
    finally:
        limited.stop()

    assert [answer["type"] for answer in answers] == ["ack"] * 3 + ["error"] * 2
    assert answers[-1]["code"] == "rate_limited"


async def test_many_sockets_send_at_once(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as watcher:
        head = watcher.welcome["heads"][general]

        async def write() -> list[int]:
            async with greeted(gateway, world.owner) as client:
                for _ in range(50):
                    await client.say("send", id=new_id(), channel=world.general, body="hello")
                acks = []
                while len(acks) < 50:
                    frame = await client.hear()
                    if frame["type"] == "ack":
                        acks.append(frame["seq"])
                return acks

        acked = await asyncio.gather(*(write() for _ in range(8)))
        seqs = await watcher.hear_up_to(general, head + 400)

    assert seqs == up_to(head + 400, after=head) == sorted(seq for acks in acked for seq in acks)
    assert all(acks == sorted(acks) for acks in acked)
