"""What the hub looks after by itself: rights that ended without an event, and reads that wait."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from gateway_lab import make_session, make_token

from parley import db
from parley.actions.password.change import change_password
from parley.actor import Actor
from parley.ids import ChannelId
from parley.testing.world import PASSWORD, World
from parley_gateway.credentials import Credentials, identify
from parley_gateway.frames import Ack
from parley_gateway.hub import Hub
from parley_gateway.reads import Reads
from parley_gateway.recheck import recheck


@dataclass(eq=False)
class Somebody:
    """What stands for a socket."""

    credentials: Any = None
    identity: Any = None
    me: Any = None
    ends: list[str] = field(default_factory=list)
    said: list[Any] = field(default_factory=list)

    def end(self, reason: str) -> None:
        self.ends.append(reason)

    def say(self, frame: Any) -> None:
        self.said.append(frame)


async def test_rights_that_ended_without_an_event_are_found(world: World) -> None:
    ada, bob, eve, sue = [await world.member() for _ in range(4)]
    hub = Hub()
    keys = {actor: (await make_session(actor))[1] for actor in (world.owner, ada, bob, eve)}
    tokens = {actor: await make_token(actor) for actor in (world.owner, sue)}
    sockets = {}
    for actor, key in keys.items():
        sockets["session", actor] = await signed_in(Credentials(session_key=key))
    for actor, (_, token) in tokens.items():
        sockets["token", actor] = await signed_in(Credentials(token=token))
    hub.sockets = set(sockets.values())  # type: ignore[assignment]

    await recheck(hub)
    before = [end for socket in sockets.values() for end in socket.ends]
    async with db.transaction() as tx:
        await tx.execute("update session set expires_at = now() where account_id = %(id)s", id=ada.account_id)
        await tx.execute("update account set password = 'other' where id = %(id)s", id=bob.account_id)
        await tx.execute('update "user" set deactivated_at = now() where id = %(id)s', id=eve.user_id)
        await tx.execute("update token set revoked_at = now() where id = %(id)s", id=tokens[sue][0])
    await recheck(hub)

    assert before == []
    assert {key: socket.ends for key, socket in sockets.items() if socket.ends} == {
        ("session", ada): ["session.ended"],
        ("session", bob): ["session.ended"],
        ("session", eve): ["session.ended"],
        ("token", sue): ["token.revoked"],
    }


async def signed_in(credentials: Credentials) -> Somebody:
    return Somebody(credentials, await identify(credentials))


async def test_who_changes_their_password_goes_on_and_their_other_devices_do_not(world: World) -> None:
    hub = Hub()
    (_, here_key), (_, there_key) = await make_session(world.owner), await make_session(world.owner)
    here = await signed_in(Credentials(session_key=here_key))
    there = await signed_in(Credentials(session_key=there_key))
    hub.sockets = {here, there}  # type: ignore[assignment]

    await change_password(actor=here.identity.actor, current=PASSWORD, password="a rather different one")
    for _ in range(2):
        await recheck(hub)

    assert (here.ends, there.ends[:1]) == ([], ["session.ended"])


async def wait_for(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


def reader(actor: Actor) -> Any:
    return Somebody(me=actor)


async def test_reads_wait_their_time_and_are_written_at_once_when_their_socket_ends(world: World) -> None:
    ada = await world.member()
    messages = [await world.message() for _ in range(4)]
    reads = Reads(every_seconds=3600)
    socket, other = reader(ada), reader(ada)
    channel = ChannelId(world.general)

    reads.note(socket, channel, messages[0].seq, "a")
    await wait_for(lambda: socket.said)
    reads.note(socket, channel, messages[2].seq, "b")
    reads.note(other, channel, messages[1].seq, "c")
    reads.flush(reader(ada))
    waiting = list(socket.said)
    reads.flush(other)
    await wait_for(lambda: len(socket.said) == 2 and other.said)

    assert waiting == [Ack(ref="a", seq=messages[0].seq)]
    assert socket.said[1:] + other.said == [
        Ack(ref="b", seq=messages[2].seq),
        Ack(ref="c", seq=messages[2].seq),
    ]


async def test_the_end_of_the_process_writes_what_waits(world: World) -> None:
    ada = await world.member()
    message = await world.message()
    reads = Reads(every_seconds=3600)
    socket = reader(ada)
    reads.note(socket, ChannelId(world.general), message.seq - 1, "a")
    await wait_for(lambda: socket.said)
    reads.note(socket, ChannelId(world.general), message.seq, "b")

    async with asyncio.timeout(5):
        finishing = asyncio.create_task(reads.finish())
        await wait_for(lambda: len(socket.said) == 2)
        finishing.cancel()

    assert socket.said[1] == Ack(ref="b", seq=message.seq)
