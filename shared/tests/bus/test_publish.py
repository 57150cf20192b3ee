"""Publishing is a hint: it arrives in order, and without Redis it gives up at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from redis.asyncio.client import PubSub

from parley import bus, config
from parley.bus import rates
from parley.bus.publish import PREFIX, Frame, Publisher, group, topic
from parley.ids import new_id, stream_name
from parley.testing.world import World


async def test_an_event_reaches_a_subscriber_as_the_channel_layer_would_send_it(world: World) -> None:
    name = stream_name("channel", world.general)
    listening = bus.client().pubsub()
    await listening.subscribe(topic(group(name)))
    await _confirmed(listening)

    async with asyncio.timeout(30):
        got = None
        while got is None:  # a publish gives up after 100 ms, which on a busy machine one may
            await world.message(body="over the bus")
            got = await listening.get_message(ignore_subscribe_messages=True, timeout=1)
    await listening.aclose()
    fields = msgspec.msgpack.decode(got["data"])
    assert {key: fields[key] for key in ("type", "stream", "kind")} == {
        "type": "stream.event",
        "stream": name,
        "kind": "message.posted",
    }
    frame = msgspec.json.decode(fields["frame"])
    event = (await world.events(name, after=fields["seq"] - 1))[0]
    assert frame["data"] == event.data
    assert (frame["type"], frame["seq"]) == ("event", event.seq)


def test_the_topic_is_the_one_of_channels_redis() -> None:
    from channels_redis.pubsub import RedisPubSubLoopLayer

    layer = RedisPubSubLoopLayer(hosts=["redis://127.0.0.1:1/0"], prefix=PREFIX)

    assert layer._get_group_channel_name("channel.x") == topic("channel.x")


async def test_without_redis_a_publish_gives_up_and_nothing_piles_up(database: None) -> None:
    settings = config.current()
    await bus.close()
    config.use(
        config.load(
            {
                "DATABASE_URL": str(settings.database_url),
                "PARLEY_SECRET_KEY": str(settings.secret_key),
                "REDIS_URL": "redis://127.0.0.1:1/0",
            }
        )
    )
    publisher = Publisher()
    try:
        for seq in range(1000):
            publisher.push(
                "nowhere", Frame(stream_name("channel", new_id()), seq, "member.left", "{}").message()
            )
        async with asyncio.timeout(5):
            await publisher.flush()
        assert not publisher._waiting
    finally:
        config.use(settings)
        await bus.close()


async def test_a_loop_that_was_busy_still_hears_redis(database: None) -> None:
    publisher = Publisher()

    async with _listening("busy") as listening:
        for number in range(5):
            publisher.push("busy", str(number).encode())
            await asyncio.sleep(0)  # it has begun
            time.sleep(0.15)  # the loop has other work, such as a pass over a thousand sockets
            await publisher.flush()
        heard = await _hear(listening, 5)

    assert heard == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_burst_of_rate_limits_holds_no_publish_up(database: None) -> None:
    publisher = Publisher()
    taking = [rates.take(f"test:{new_id()}", rate=1, burst=1) for _ in range(100)]

    async with _listening("burst") as listening:
        takers = asyncio.gather(*taking)
        await asyncio.sleep(0)
        publisher.push("burst", b"in the middle")
        await publisher.flush()
        heard = await _hear(listening, 1)
        await takers

    assert heard == [b"in the middle"]
    assert not rates._breaker.is_open


@asynccontextmanager
async def _listening(name: str) -> AsyncIterator[PubSub]:
    listening = bus.client().pubsub()
    await listening.subscribe(name)
    await _confirmed(listening)
    yield listening
    await listening.aclose()


async def _hear(listening: PubSub, count: int) -> list[bytes]:
    """What comes, until it is so many; what is missing after a second is lost."""
    heard: list[bytes] = []
    while len(heard) < count:
        message = await listening.get_message(ignore_subscribe_messages=True, timeout=1)
        if message is None:
            break
        heard.append(message["data"])
    return heard


async def _confirmed(listening: object) -> None:
    async with asyncio.timeout(5):
        while (await listening.get_message(timeout=1) or {}).get("type") != "subscribe":  # pyright: ignore[reportAttributeAccessIssue]
            pass
