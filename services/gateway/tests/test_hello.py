"""hello: who is there, what it may say, and what cursors are answered with."""

import pytest
from gateway_lab import (
    Gateway,
    as_browser,
    as_program,
    give_token,
    greeted,
    make_session,
    open_socket,
)

from parley import db
from parley.ids import new_id, stream_name
from parley.testing.world import World


@pytest.mark.each_server
async def test_a_browser_is_known_by_its_session(gateway: Gateway, world: World) -> None:
    session, key = await make_session(world.owner)

    async with open_socket(gateway, **as_browser(gateway, key)) as client:
        welcome = await client.hello()

    assert welcome["user"] == str(world.owner.user_id)
    assert welcome["session"] == str(session)


async def test_a_program_is_known_by_its_token(gateway: Gateway, world: World) -> None:
    async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
        welcome = await client.hello(workspace=world.workspace_id)

    assert welcome["user"] == str(world.owner.user_id)
    assert welcome["session"] is None


async def test_a_token_may_come_in_hello(gateway: Gateway, world: World) -> None:
    async with open_socket(gateway) as client:
        welcome = await client.hello(token=await give_token(world.owner))

    assert welcome["user"] == str(world.owner.user_id)


@pytest.mark.each_server
@pytest.mark.parametrize("token", [None, "parley_wrong"])
async def test_who_is_nobody_is_told_so_and_closed(gateway: Gateway, token: str | None) -> None:
    async with open_socket(gateway) as client:
        await client.say("hello", ref="a", **({"token": token} if token else {}))
        code, frames = await client.ended()

    assert code == 4401
    assert [(frame["type"], frame["code"], frame["ref"]) for frame in frames] == [
        ("error", "unauthenticated", "a")
    ]


async def test_a_session_that_ended_is_told_so_after_the_handshake(gateway: Gateway, world: World) -> None:
    session, key = await make_session(world.owner)
    async with db.transaction() as tx:
        await tx.execute("delete from session where id = %(id)s", id=session)

    async with open_socket(gateway, **as_browser(gateway, key)) as client:
        await client.say("hello")
        code, frames = await client.ended()

    assert (code, frames[0]["code"]) == (4401, "unauthenticated")


async def test_a_session_ends_with_the_password_it_was_started_with(gateway: Gateway, world: World) -> None:
    _, key = await make_session(world.owner)
    async with db.transaction() as tx:
        await tx.execute(
            "update account set password = 'argon2$other' where id = %(id)s", id=world.owner.account_id
        )

    async with open_socket(gateway, **as_browser(gateway, key)) as client:
        await client.say("hello")
        code, _ = await client.ended()

    assert code == 4401


async def test_another_workspace_than_mine_is_nobodys(gateway: Gateway, world: World) -> None:
    async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
        await client.say("hello", workspace=new_id())
        code, _ = await client.ended()

    assert code == 4401


@pytest.mark.each_server
async def test_nothing_goes_before_hello(gateway: Gateway, world: World) -> None:
    async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
        answer = await client.ask("ping")
        await client.hello()
        pong = await client.ask("ping")

    assert (answer["type"], answer["code"]) == ("error", "hello_first")
    assert pong["type"] == "pong"


async def test_hello_is_said_once(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        answer = await client.ask("hello")

    assert (answer["type"], answer["code"]) == ("error", "hello_twice")


async def test_cursors_need_their_epoch(gateway: Gateway, world: World) -> None:
    async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
        answer = await client.ask("hello", cursors={stream_name("channel", world.general): 1})
        welcome = await client.hello()

    assert (answer["type"], answer["code"]) == ("error", "invalid")
    assert welcome["user"] == str(world.owner.user_id)


async def test_more_than_5000_cursors_are_refused(gateway: Gateway, world: World) -> None:
    many = {f"channel:{new_id()}": 0 for _ in range(5001)}

    async with open_socket(gateway, **as_program(await give_token(world.owner))) as client:
        await client.say("hello", epoch="e", cursors=many)
        answer = await client.answer("error", "welcome")

    assert (answer["type"], answer["code"]) == ("error", "invalid")


@pytest.mark.each_server
async def test_a_hello_that_does_not_come_is_not_waited_for(gateway: Gateway) -> None:
    async with open_socket(gateway) as client:
        code, _ = await client.ended()

    assert code == 4408


async def test_cursors_of_another_epoch_are_all_reset(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as probe:
        cursors = dict(probe.welcome["heads"])
    message = await world.message()

    async with greeted(gateway, world.owner, cursors=cursors, epoch="another-00000001") as client:
        live = await world.message()
        await client.hear_up_to(general, live.seq)

    assert {f["stream"] for f in client.heard if f["type"] == "reset"} == set(cursors)
    assert client.welcome["heads"][general] == message.seq
    assert client.seqs(general) == [live.seq]


async def test_a_cursor_beyond_the_head_is_reset(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as probe:
        epoch, head = probe.epoch, probe.welcome["heads"][general]

    async with greeted(gateway, world.owner, cursors={general: head + 1}, epoch=epoch) as client:
        frames = await client.hear_everything()

    assert frames == [{"type": "reset", "stream": general}]


async def test_a_cursor_at_the_head_is_answered_with_nothing(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as probe:
        epoch, heads = probe.epoch, probe.welcome["heads"]

    async with greeted(gateway, world.owner, cursors=heads, epoch=epoch) as client:
        frames = await client.hear_everything()

    assert frames == []


async def test_streams_that_are_not_mine_are_reset_whoever_they_belong_to(
    gateway: Gateway, world: World
) -> None:
    ada = await world.member()
    private = await world.channel(kind="private")
    names = [
        private.stream,
        stream_name("user", world.owner.user_id),
        stream_name("workspace", new_id()),
        f"channel:{new_id()}",
        "channel:nonsense",
        "nonsense",
        private.stream.upper(),
    ]
    async with greeted(gateway, ada) as probe:
        epoch = probe.epoch

    async with greeted(gateway, ada, cursors=dict.fromkeys(names, 0), epoch=epoch) as client:
        frames = await client.hear_everything()

    assert frames == [{"type": "reset", "stream": name} for name in names]


async def test_a_cursor_older_than_the_log_is_reset_and_goes_on_live(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as probe:
        epoch, head = probe.epoch, probe.welcome["heads"][general]
    for _ in range(5):
        message = await world.message()
    async with db.transaction() as tx:
        await tx.execute(
            "delete from event where stream = (select stream from channel where id = %(id)s) and seq <= %(seq)s",
            id=world.general,
            seq=head + 2,
        )

    async with greeted(gateway, world.owner, cursors={general: head}, epoch=epoch) as client:
        reset = await client.hear()
        live = await world.message()
        await client.hear_up_to(general, live.seq)

    assert reset == {"type": "reset", "stream": general}
    assert client.welcome["heads"][general] == message.seq
    assert client.seqs(general) == [live.seq]


async def test_a_public_channel_with_a_cursor_is_watched_again(gateway: Gateway, world: World) -> None:
    ada = await world.member()
    channel = await world.channel()
    async with greeted(gateway, ada) as probe:
        epoch = probe.epoch
        head = (await probe.ask("watch", stream=channel.stream))["head"]
    missed = await world.message(channel=channel)

    async with greeted(gateway, ada, cursors={channel.stream: head}, epoch=epoch) as client:
        await client.hear_up_to(channel.stream, missed.seq)
        live = await world.message(channel=channel)
        seqs = await client.hear_up_to(channel.stream, live.seq)

    assert seqs == [missed.seq, live.seq]
    assert client.welcome["heads"][channel.stream] == missed.seq


async def test_a_guest_watches_nothing(gateway: Gateway, world: World) -> None:
    guest = await world.member(role="guest")
    channel = await world.channel()
    async with greeted(gateway, guest) as probe:
        epoch = probe.epoch

    async with greeted(gateway, guest, cursors={channel.stream: 0}, epoch=epoch) as client:
        frames = await client.hear_everything()
        answer = await client.ask("watch", stream=channel.stream)

    assert frames == [{"type": "reset", "stream": channel.stream}]
    assert (answer["type"], answer["code"]) == ("error", "not_found")
