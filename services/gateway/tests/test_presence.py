"""Who is there: told to those who see them, from what any gateway says, and gone with whoever said it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from gateway_lab import (
    Client,
    Gateway,
    deactivate,
    end_session,
    give_role,
    greeted,
    make_session,
    make_token,
    open_socket,
    remove,
    revoke,
)
from redis.asyncio import Redis
from test_bus import Bus

from parley import db
from parley.actor import Actor
from parley.bus.presence import exchange
from parley.ids import new_id
from parley.queries.channel import get_channel
from parley.signals import Presence, shard_of
from parley.testing.servers import Ports
from parley.testing.world import World
from parley_gateway import people, presence
from parley_gateway.hub import Hub

type Start = Callable[[], Gateway]

# Two turns of one gateway and two of another, and the time that one who left stays; four times that.
PATIENCE_SECONDS = 60.0


@pytest.fixture
def start(servers: Ports, database: None, tmp_path: Path) -> Iterator[Start]:
    running: list[Gateway] = []

    def start() -> Gateway:
        log = tmp_path / f"gateway{len(running)}.log"
        running.append(Gateway(servers.environment(), log).start())
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture(autouse=True)
async def forget(servers: Ports) -> AsyncIterator[None]:
    yield
    async with Redis.from_url(servers.environment()["REDIS_URL"]) as redis:
        async for key in redis.scan_iter("parley:presence:*"):
            await redis.delete(key)


@asynccontextmanager
async def watching(gateway: Gateway, actor: Actor, *whom: Actor) -> AsyncIterator[Client]:
    """A socket that asked for some people."""
    async with greeted(gateway, actor) as client:
        await client.ask("presence", of=[each.user_id for each in whom])
        yield client


def states(client: Client) -> dict[str, str]:
    """What it was last told of each, from all it has heard."""
    known: dict[str, str] = {}
    for frame in client.heard:
        if frame["type"] == "presence":
            known.update(frame["states"])
    return known


async def until_told(client: Client, expected: Mapping[Actor, str]) -> None:
    """Hear until what it was told is as expected; who was never named is offline."""
    wanted = {str(actor.user_id): state for actor, state in expected.items()}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            known = states(client)
            if all(known.get(user, "offline") == state for user, state in wanted.items()):
                return
            try:
                await client.hear()
            except TimeoutError:
                await client.ask("ping")


@pytest.mark.each_server
async def test_who_connects_is_there_and_who_goes_is_gone(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    async with watching(gateway, ada, ada, bob) as hers:
        async with greeted(gateway, bob):
            await until_told(hers, {ada: "active", bob: "active"})
        await until_told(hers, {ada: "active", bob: "offline"})
        answer = await hers.ask("presence", of=[ada.user_id, bob.user_id])

    assert answer["states"] == {str(ada.user_id): "active"}


async def test_active_if_any_socket_is_away_if_all_are(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    async with watching(gateway, ada, bob) as hers:
        async with greeted(gateway, bob) as one, greeted(gateway, bob) as two:
            said = await one.ask("presence", state="away")
            await until_told(hers, {bob: "active"})
            await two.ask("presence", state="away")
            await until_told(hers, {bob: "away"})
            await one.ask("presence", state="active")
            await until_told(hers, {bob: "active"})
            await one.socket.close()
            await until_told(hers, {bob: "away"})
        await until_told(hers, {bob: "offline"})

    assert said["states"] == {}
    told = [frame["states"].get(str(bob.user_id)) for frame in hers.heard if "states" in frame]
    assert "offline" not in told[:-1]


async def test_gateways_tell_each_other(gateway: Gateway, start: Start, world: World) -> None:
    ada, bob, eve = [await world.member() for _ in range(3)]
    other = start()
    async with greeted(other, bob) as his:
        await his.ask("presence", state="away")
        async with watching(gateway, ada, bob, eve) as hers, greeted(other, eve):
            await until_told(hers, {bob: "away", eve: "active"})
            await his.ask("presence", state="active")
            await until_told(hers, {bob: "active"})


async def test_a_gateway_that_begins_learns_what_was_said_before(
    gateway: Gateway, start: Start, world: World
) -> None:
    ada, bob = await world.member(), await world.member()
    async with watching(gateway, bob, bob) as his:
        await until_told(his, {bob: "active"})

        async with greeted(start(), ada) as hers:
            answer = await hers.ask("presence", of=[bob.user_id])

    assert answer["states"] == {str(bob.user_id): "active"}


async def test_a_killed_gateway_makes_nobody_offline_who_comes_back(
    gateway: Gateway, start: Start, world: World
) -> None:
    ada, bob, eve = [await world.member() for _ in range(3)]
    other = start()
    async with watching(gateway, ada, bob, eve) as hers:
        async with greeted(other, bob), greeted(other, eve):
            await until_told(hers, {bob: "active", eve: "active"})
            other.kill()
        async with greeted(gateway, bob), greeted(gateway, world.owner):
            await hers.ask("presence", of=[world.owner.user_id])
            await until_told(hers, {world.owner: "active"})  # a turn later
            # Who was only there has a minute (test_attendance.py lets it pass).
            answer = await hers.ask("presence", of=[bob.user_id, eve.user_id])

    assert set(answer["states"].values()) == {"active"}
    assert "offline" not in states(hers).values()


async def test_a_restart_makes_nobody_offline_who_comes_back(
    gateway: Gateway, start: Start, world: World
) -> None:
    ada, bob, eve = [await world.member() for _ in range(3)]
    other = start()
    async with watching(gateway, ada, bob, eve) as hers:
        async with greeted(other, bob) as his, greeted(other, eve):
            await until_told(hers, {bob: "active", eve: "active"})
            other.terminate()
            await his.ended()
        async with greeted(gateway, bob):
            await until_told(hers, {eve: "offline"})  # 15 s after the process said farewell
            told = [frame["states"].get(str(bob.user_id)) for frame in hers.heard if "states" in frame]

    assert "offline" not in told


async def test_a_process_that_stood_still_looks_before_it_judges(
    servers: Ports, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = new_id()
    report = Presence(gateway="other", shard=shard_of(user.bytes), seconds=60, active=user.bytes, away=b"")
    hub = Hub()
    await hub.start()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not hub.layer.is_up:
                await asyncio.sleep(0.01)
        person = hub.presence.people.know(user, new_id())
        await exchange(say=[report])
        hub.presence.hear(report)

        later = time.monotonic() + 100
        for module in (people, presence):
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: later))
        await hub.presence.turn()
        state = person.state
    finally:
        monkeypatch.undo()
        await hub.stop()

    assert state == "active"


async def test_nobody_of_another_workspace_is_seen(gateway: Gateway, world: World) -> None:
    other = await World.begin(first=1000)
    async with watching(gateway, other.owner, other.owner) as theirs:
        await until_told(theirs, {other.owner: "active"})
        async with greeted(gateway, world.owner) as ours:
            asked = [other.owner.user_id, new_id()]
            first = await ours.ask("presence", of=asked)
            await theirs.ask("presence", state="away")
            await until_told(theirs, {other.owner: "away"})
            again = await ours.ask("presence", of=asked)

    assert first["states"] == again["states"] == states(ours) == {}


async def test_a_guest_sees_those_of_common_channels_while_they_are(gateway: Gateway, world: World) -> None:
    ada, bob, guest = await world.member(), await world.member(), await world.member(role="guest")
    channel = await world.channel(kind="private", members=(ada, guest))
    async with (
        greeted(gateway, ada),
        greeted(gateway, bob),
        watching(gateway, world.owner, ada, bob) as owners,
    ):
        await until_told(owners, {ada: "active", bob: "active"})
        async with watching(gateway, guest, ada, bob) as theirs:
            before = states(theirs)
            await world.join(bob, channel)
            await until_told(theirs, {ada: "active", bob: "active"})
            await remove(ada, channel)
            await until_told(theirs, {ada: "offline", bob: "active"})
            await remove(guest, channel)
            await until_told(theirs, {bob: "offline"})

    assert before == {str(ada.user_id): "active"}


async def test_a_member_who_becomes_a_guest_sees_no_more_than_one(gateway: Gateway, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    async with greeted(gateway, bob), watching(gateway, ada, ada, bob) as hers:
        await until_told(hers, {ada: "active", bob: "active"})
        await remove(bob, await get_channel(db.reader, world.general, visible_to=world.owner))
        await give_role(ada, "guest")
        await until_told(hers, {ada: "active", bob: "offline"})
        await give_role(ada, "member")
        await until_told(hers, {bob: "active"})


@pytest.mark.parametrize("how", ["session", "token", "deactivated"])
async def test_one_whose_right_ends_is_gone_at_once(gateway: Gateway, world: World, how: str) -> None:
    ada, bob = await world.member(), await world.member()
    session, key = await make_session(bob)
    token_id, token = await make_token(bob)
    headers = (
        {"Cookie": f"parley_session={key}"} if how == "session" else {"Authorization": f"Bearer {token}"}
    )
    async with watching(gateway, ada, bob) as hers:
        async with open_socket(gateway, additional_headers=headers, origin=gateway.origin) as his:
            await his.hello()
            await until_told(hers, {bob: "active"})
            match how:
                case "session":
                    await end_session(bob, session)
                case "token":
                    await revoke(bob, token_id)
                case _:
                    await deactivate(bob)
            await his.ended()
            await until_told(hers, {bob: "offline"})


async def test_what_was_asked_before_stays_up_to_five_hundred(gateway: Gateway, world: World) -> None:
    ada, bob, eve = [await world.member() for _ in range(3)]
    async with greeted(gateway, ada) as hers, greeted(gateway, eve) as theirs:
        await hers.ask("presence", of=[bob.user_id])
        await hers.ask("presence", of=[eve.user_id])
        async with greeted(gateway, bob) as his:
            await until_told(hers, {bob: "active", eve: "active"})
            await hers.ask("presence", of=[])
            await his.ask("presence", state="away")
            await hers.ask("presence", of=[eve.user_id])
            await theirs.ask("presence", state="away")
            await until_told(hers, {eve: "away"})

    assert states(hers)[str(bob.user_id)] == "active"


async def test_more_than_five_hundred_are_refused_and_so_is_asking_all_the_time(
    gateway: Gateway, world: World
) -> None:
    async with greeted(gateway, world.owner) as client:
        await client.say("presence", of=[new_id() for _ in range(501)])
        invalid = await client.answer("error", "presence")
        answers = [await client.ask("presence", of=[new_id()]) for _ in range(40)]

    assert invalid["code"] == "invalid"
    assert {answer.get("code") for answer in answers} == {None, "rate_limited"}


# ---- without Redis ----


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Bus]:
    bus = Bus(tmp_path / "valkey")
    yield bus
    bus.thaw()
    bus.stop()


@pytest.fixture
def apart(bus: Bus, servers: Ports, database: None, tmp_path: Path) -> Iterator[Gateway]:
    running = Gateway({**servers.environment(), "REDIS_URL": bus.url}, tmp_path / "apart.log").start()
    yield running
    running.stop()


async def test_without_redis_nobody_is_there_and_then_everybody_again(
    apart: Gateway, bus: Bus, world: World
) -> None:
    ada, bob = await world.member(), await world.member()
    async with watching(apart, ada, bob) as hers, greeted(apart, bob) as his:
        await until_told(hers, {bob: "active"})
        bus.stop()
        await until_told(hers, {bob: "offline"})
        async with watching(apart, ada, bob) as other:
            assert states(other) == {}
        await his.ask("presence", state="away")
        bus.start()  # empty
        await until_told(hers, {bob: "away"})
        assert (await his.ask("ping"))["type"] == "pong"

    assert "Traceback" not in apart.log.read_text()


async def test_a_redis_that_hangs_disturbs_no_socket(apart: Gateway, bus: Bus, world: World) -> None:
    ada, bob = await world.member(), await world.member()
    async with watching(apart, ada, bob) as hers, greeted(apart, bob):
        await until_told(hers, {bob: "active"})
        bus.freeze()
        async with greeted(apart, ada) as other:
            answer = await other.ask("presence", of=[world.owner.user_id])
            assert answer["states"] == {}
        bus.thaw()
        await until_told(hers, {bob: "active"})

    assert "Traceback" not in apart.log.read_text()
