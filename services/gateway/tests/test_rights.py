"""Nobody receives what they may not read, and a right that ends, ends at once (law 6)."""

import asyncio
import random
import time

import pytest
from gateway_lab import (
    Gateway,
    as_browser,
    as_program,
    deactivate,
    end_session,
    give_role,
    greeted,
    make_session,
    make_token,
    open_socket,
    remove,
    revoke,
    up_to,
)

from parley.errors import NotFound
from parley.ids import stream_name
from parley.testing.world import World


async def test_a_removed_member_gets_nothing_more_of_the_channel(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))

    async with greeted(gateway, ada) as client, greeted(gateway, ada) as other:
        seen = await world.message(channel=channel)
        await client.hear_up_to(channel.stream, seen.seq)
        await remove(ada, channel)
        await world.message(channel=channel, body="secret")
        last = await world.message()
        for each in (client, other):
            await each.hear_up_to(stream_name("channel", world.general), last.seq)
            assert each.seqs(channel.stream) == [seen.seq]
            assert any(event["kind"] == "member.left" for event in each.events)
            assert {e["stream"] for e in each.events if e["kind"] == "member.left"} == {
                stream_name("user", ada.user_id)
            }


async def test_the_others_hear_that_somebody_left(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))

    async with greeted(gateway, world.owner) as client:
        await remove(ada, channel)
        left = await client.until(lambda frame: frame.get("kind") == "member.left")

    assert (left["stream"], left["data"]["user"]) == (channel.stream, str(ada.user_id))


async def test_removals_that_race_with_hellos_and_sends_leak_nothing(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel(kind="private", members=(ada,))
    enough, stop = asyncio.Event(), asyncio.Event()
    joins: list[float] = []
    heard: list[list[tuple[int, float]]] = []

    async def write() -> None:
        while not stop.is_set():
            await world.message(channel=channel)
            await asyncio.sleep(0.001)

    async def come_and_go() -> None:
        while not stop.is_set():
            await remove(ada, channel)
            await asyncio.sleep(random.random() / 50)
            joins.append(time.monotonic())
            await world.join(ada, channel)
            await asyncio.sleep(random.random() / 50)

    async def listen() -> None:
        cursors, epoch = None, ""
        while not enough.is_set():
            async with greeted(gateway, ada, cursors=cursors, epoch=epoch) as client:
                epoch, cursors = client.epoch, dict(client.welcome["heads"])
                cursors.pop(channel.stream, None)  # begins at its head, or at a join
                seqs: list[tuple[int, float]] = []
                heard.append(seqs)
                for _ in range(random.randrange(1, 30)):
                    frame = await client.hear()
                    if frame.get("stream") == channel.stream:
                        seqs.append((frame["seq"], time.monotonic()))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        tasks.create_task(come_and_go())
        listening = [tasks.create_task(listen()) for _ in range(4)]
        async with asyncio.timeout(60):
            while len(joins) < 60 or sum(len(seqs) for seqs in heard) < 100:
                await asyncio.sleep(0.05)
        enough.set()
        await asyncio.wait(listening)  # there must be something to hear until they have gone
        stop.set()

    # What was said while she was out may come once she is in again, for then she may read it, and never before.
    not_before, join, secret = {}, -1, []
    for event in await world.events(channel.stream):
        if event.kind == "member.joined" and event.data["by"] == str(ada.user_id):
            join += 1
            not_before |= dict.fromkeys(secret, joins[join])
            secret = []
        elif event.kind == "member.left" or secret:
            secret.append(event.seq)
    not_before |= dict.fromkeys(secret, float("inf"))
    assert len(not_before) > 50
    assert sum(len(seqs) for seqs in heard) > 50
    for seqs in heard:
        assert [seq for seq, _ in seqs] == sorted({seq for seq, _ in seqs})
        assert all(at >= not_before.get(seq, 0) for seq, at in seqs)


@pytest.mark.each_server
async def test_a_session_that_ends_closes_its_sockets_and_no_others(gateway: Gateway, world: World) -> None:
    session, key = await make_session(world.owner)
    _, other_key = await make_session(world.owner)

    async with (
        open_socket(gateway, **as_browser(gateway, key)) as ending,
        open_socket(gateway, **as_browser(gateway, other_key)) as staying,
        greeted(gateway, world.owner) as program,
    ):
        await ending.hello()
        await staying.hello()
        await end_session(world.owner, session)
        code, frames = await ending.ended()
        await staying.until(lambda frame: frame.get("kind") == "session.ended")
        await program.until(lambda frame: frame.get("kind") == "session.ended")
        await staying.ask("ping")

    assert code == 4401
    assert [frame.get("kind", frame["type"]) for frame in frames] == ["session.ended", "bye"]
    assert frames[-1] == {"type": "bye", "reason": "session.ended", "retry_after": 0.0}


async def test_a_token_that_is_revoked_closes_its_sockets(gateway: Gateway, world: World) -> None:
    id, token = await make_token(world.owner)

    async with open_socket(gateway, **as_program(token)) as client, greeted(gateway, world.owner) as other:
        await client.hello()
        await revoke(world.owner, id)
        code, frames = await client.ended()
        await other.ask("ping")

    assert (code, frames[-1]["reason"]) == (4401, "token.revoked")


async def test_a_user_who_is_deactivated_is_gone(gateway: Gateway, world: World) -> None:
    ada = await world.member()

    async with greeted(gateway, ada) as client, greeted(gateway, world.owner) as other:
        await deactivate(ada)
        code, frames = await client.ended()
        await other.until(lambda frame: frame.get("kind") == "user.deactivated")

    assert (code, frames[-1]["reason"]) == (4401, "user.deactivated")


async def test_who_becomes_a_guest_loses_the_workspace_and_what_they_watch(
    gateway: Gateway, world: World
) -> None:
    ada = await world.member()
    public = await world.channel()
    workspace = stream_name("workspace", world.workspace_id)

    async with greeted(gateway, ada) as client:
        await client.ask("watch", stream=public.stream)
        await give_role(ada, "guest")
        await client.until(lambda frame: frame.get("kind") == "user.role_changed")
        await world.channel()  # announced to the workspace
        await world.message(channel=public)
        last = await world.message()
        await client.hear_up_to(stream_name("channel", world.general), last.seq)
        again = await client.ask("watch", stream=public.stream)

    streams = [event["stream"] for event in client.events]
    assert streams.count(workspace) <= 1  # that of the change itself may come first
    assert public.stream not in streams
    assert again["code"] == "not_found"


async def test_a_guest_who_becomes_a_member_gets_the_workspace_from_that_on(
    gateway: Gateway, world: World
) -> None:
    guest = await world.member(role="guest")
    workspace, general = stream_name("workspace", world.workspace_id), stream_name("channel", world.general)

    async with greeted(gateway, guest) as client:
        await give_role(guest, "member")
        # What happens while the gateway asks what they may read now must not fall between.
        for _ in range(5):
            await world.message()
            await world.channel()
        head, last = (await world.events(workspace))[-1].seq, (await world.events(general))[-1].seq
        await client.hear_up_to(workspace, head)
        await client.hear_up_to(general, last)

    (told,) = [event for event in client.events if event["kind"] == "user.role_changed"]
    (joined,) = [
        event for event in client.events if event["kind"] == "member.joined" and "joined" in event["data"]
    ]
    assert (told["data"]["role"], told["data"]["stream"]) == ("member", workspace)
    assert client.seqs(workspace) == up_to(head, after=told["data"]["after"])
    assert client.seqs(general) == up_to(last, after=joined["data"]["after"])


async def test_who_became_a_member_while_away_gets_the_workspace_from_that_on(
    gateway: Gateway, world: World
) -> None:
    guest = await world.member(role="guest")
    workspace = stream_name("workspace", world.workspace_id)
    async with greeted(gateway, guest) as client:
        cursors, epoch = client.welcome["heads"], client.epoch
    await give_role(guest, "member")
    changed = (await world.events(workspace))[-1].seq
    await world.channel()

    async with greeted(gateway, guest, cursors=cursors, epoch=epoch) as client:
        await client.hear_up_to(workspace, changed + 1)

    assert client.seqs(workspace) == [changed + 1]


async def test_who_comes_and_goes_as_a_guest_gets_the_workspace_as_a_member_only(
    gateway: Gateway, world: World
) -> None:
    ada = await world.member()
    workspace = stream_name("workspace", world.workspace_id)

    async with greeted(gateway, ada) as client:
        for _ in range(5):
            await give_role(ada, "guest")
            secret = await world.channel()
            await give_role(ada, "member")
            channel = await world.channel()
            await client.until(lambda frame, id=str(channel.id): frame.get("data", {}).get("id") == id)
            assert str(secret.id) not in {event["data"].get("id") for event in client.events}

    assert client.seqs(workspace) == sorted(set(client.seqs(workspace)))


async def test_no_socket_gets_another_workspaces_or_persons_stream(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    private = await world.channel(kind="private", members=(bob,))

    async with greeted(gateway, ada) as client:
        await world.message(channel=private)
        with pytest.raises(NotFound):
            await world.message(by=ada, channel=private)
        await client.ask("read", channel=world.general, seq=1)
        last = await world.message()
        await client.hear_up_to(stream_name("channel", world.general), last.seq)

    assert {event["stream"] for event in client.events} <= {
        stream_name("channel", world.general),
        stream_name("user", ada.user_id),
        stream_name("workspace", world.workspace_id),
    }
