"""Nobody receives what they may not read, and a right that ends, ends at once (law 6)."""

import asyncio
import random

import pytest

from gateway_lab import (
    Gateway,
    as_browser,
    as_program,
    change_user,
    end_session,
    greeted,
    make_session,
    make_token,
    open_socket,
    remove,
    revoke,
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
    epoch_of = {}
    stop = asyncio.Event()

    async def write() -> None:
        while not stop.is_set():
            await world.message(channel=channel)
            await asyncio.sleep(0.001)

    async def come_and_go() -> None:
        while not stop.is_set():
            await remove(ada, channel)
            await asyncio.sleep(random.random() / 50)
            await world.join(ada, channel)
            await asyncio.sleep(random.random() / 50)

    heard: list[list[int]] = []

    async def listen() -> None:
        cursors: dict[str, int] = {}
        while not stop.is_set():
            options = {"cursors": cursors, "epoch": epoch_of["epoch"]} if cursors else {}
            async with greeted(gateway, ada, **options) as client:
                epoch_of["epoch"] = client.epoch
                cursors = dict(client.welcome["heads"])
                for _ in range(random.randrange(1, 30)):
                    if stop.is_set():
                        break
                    await client.hear()
                heard.append(client.seqs(channel.stream))
                cursors.pop(channel.stream, None)  # begins at its head, or at its join

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        tasks.create_task(come_and_go())
        for _ in range(4):
            tasks.create_task(listen())
        await asyncio.sleep(4)
        stop.set()

    log = await world.events(channel.stream)
    away, secret = False, set()
    for event in log:
        if event.kind in ("member.left", "member.joined") and event.data["user"] == str(ada.user_id):
            away = event.kind == "member.left"
            secret.add(event.seq)  # the last word and the first are on her own stream
        elif away:
            secret.add(event.seq)
    assert len(secret) > 50
    assert sum(len(seqs) for seqs in heard) > 50
    for seqs in heard:
        assert seqs == sorted(set(seqs))
        assert not secret & set(seqs)


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
    assert frames[-1] == {"type": "bye", "reason": "session_ended", "retry_after": 0.0}


async def test_a_token_that_is_revoked_closes_its_sockets(gateway: Gateway, world: World) -> None:
    id, token = await make_token(world.owner)

    async with open_socket(gateway, **as_program(token)) as client, greeted(gateway, world.owner) as other:
        await client.hello()
        await revoke(world.owner, id)
        code, frames = await client.ended()
        await other.ask("ping")

    assert (code, frames[-1]["reason"]) == (4401, "token_revoked")


async def test_a_user_who_is_deactivated_is_gone(gateway: Gateway, world: World) -> None:
    ada = await world.member()

    async with greeted(gateway, ada) as client, greeted(gateway, world.owner) as other:
        await change_user(ada, "user.deactivated")
        code, frames = await client.ended()
        await other.until(lambda frame: frame.get("kind") == "user.deactivated")

    assert (code, frames[-1]["reason"]) == (4401, "user_deactivated")


async def test_who_becomes_a_guest_loses_the_workspace_and_what_they_watch(
    gateway: Gateway, world: World
) -> None:
    ada = await world.member()
    public = await world.channel()
    workspace = stream_name("workspace", world.workspace_id)

    async with greeted(gateway, ada) as client:
        await client.ask("watch", stream=public.stream)
        await change_user(ada, "user.role_changed", role="guest")
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


async def test_a_guest_who_becomes_a_member_gets_the_workspace(gateway: Gateway, world: World) -> None:
    guest = await world.member(role="guest")
    workspace = stream_name("workspace", world.workspace_id)

    async with greeted(gateway, guest) as client:
        await change_user(guest, "user.role_changed", role="member")
        await client.until(lambda frame: frame.get("kind") == "user.role_changed")
        while workspace not in {event["stream"] for event in client.events}:
            await world.channel()
            await client.hear_everything()

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
