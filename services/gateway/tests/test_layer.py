"""The channel layer: confirmed, bounded, and back by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from parley.bus.publish import Frame, topic
from parley.ids import new_id, stream_name
from parley_gateway import layer as layers
from parley_gateway.layer import StreamLayer
from parley_local import ports, valkey


@pytest.fixture
def port() -> int:
    return ports.find_free()


@pytest.fixture
def server(port: int, tmp_path: Path) -> Iterator[valkey.Server]:
    started = valkey.start(tmp_path / "valkey", port=port)
    yield started
    started.stop()


@pytest.fixture
async def layer(port: int) -> AsyncIterator[StreamLayer]:
    made = StreamLayer(hosts=[valkey.url(port, "parley")], prefix="parley")
    yield made
    await made.flush()


async def condition(holds: object) -> None:
    async with asyncio.timeout(5):
        while not holds():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def test_a_group_that_was_added_gets_what_is_published_from_then_on(
    server: valkey.Server, layer: StreamLayer
) -> None:
    channel = await layer.new_channel()
    async with Redis.from_url(server.url) as redis:
        for n in range(50):
            await layer.group_add(f"g{n}", channel)
            assert await redis.publish(topic(f"g{n}"), b"\x81\xa1n" + bytes([n])) == 1
            assert await layer.receive(channel) == {"n": n}


async def test_what_parley_publishes_is_a_message_of_the_layer(
    server: valkey.Server, layer: StreamLayer
) -> None:
    channel = await layer.new_channel()
    name = stream_name("channel", new_id())
    frame = Frame(name, 7, "message.posted", '{"type": "event"}')
    await layer.group_add(name.replace(":", "."), channel)

    async with Redis.from_url(server.url) as redis:
        await redis.publish(topic(name.replace(":", ".")), frame.message())

    assert await layer.receive(channel) == {
        "type": "stream.event",
        "stream": name,
        "seq": 7,
        "kind": "message.posted",
        "frame": b'{"type": "event"}',
    }


async def test_two_thousand_groups_take_one_connection(server: valkey.Server, layer: StreamLayer) -> None:
    channel = await layer.new_channel()

    await asyncio.gather(*(layer.group_add(f"g{n}", channel) for n in range(2000)))

    async with Redis.from_url(server.url) as redis:
        assert len(await redis.pubsub_channels("parley__group__*")) == 2000
        assert int((await redis.info("clients"))["connected_clients"]) <= 3


async def test_a_group_that_was_discarded_is_silent_and_can_be_added_again(
    server: valkey.Server, layer: StreamLayer
) -> None:
    channel = await layer.new_channel()
    async with Redis.from_url(server.url) as redis:
        for _ in range(20):
            await layer.group_add("g", channel)
            await layer.group_discard("g", channel)
        await layer.group_add("other", channel)
        gone = await redis.publish(topic("g"), b"\x80")
        await layer.group_discard("g", channel)
        await layer.group_add("g", channel)
        back = await redis.publish(topic("g"), b"\x80")

    assert (gone, back) == (0, 1)


async def test_without_a_server_nothing_waits_once_that_is_known(layer: StreamLayer) -> None:
    channel = await layer.new_channel()
    await layer.group_add("first", channel)

    async with asyncio.timeout(0.2):
        for n in range(100):
            await layer.group_add(f"g{n}", channel)
            await layer.group_send(f"g{n}", {"type": "x"})

    assert not layer.is_up


async def test_it_comes_back_with_all_its_groups_and_says_so(
    server: valkey.Server, port: int, tmp_path: Path
) -> None:
    news: list[str] = []
    layer = StreamLayer(
        hosts=[valkey.url(port, "parley")],
        prefix="parley",
        on_disconnect=lambda: news.append("lost"),
        on_reconnect=lambda: news.append("found"),
    )
    channel = await layer.new_channel()
    await layer.group_add("before", channel)
    server.stop()
    await condition(lambda: not layer.is_up)
    await layer.group_add("while", channel)
    again = valkey.start(tmp_path / "again", port=port)
    try:
        await condition(lambda: layer.is_up)
        async with Redis.from_url(again.url) as redis:
            heard = [await redis.publish(topic(group), b"\x80") for group in ("before", "while")]
        await layer.flush()
    finally:
        again.stop()

    assert heard == [1, 1]
    assert news == ["found", "lost", "found"]


async def test_its_inbox_is_bounded(
    server: valkey.Server, layer: StreamLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "_MESSAGES", 10)
    channel = await layer.new_channel()
    await layer.group_add("g", channel)

    async with Redis.from_url(server.url) as redis:
        for n in range(20):
            await redis.publish(topic("g"), b"\x81\xa1n" + bytes([n]))
    await condition(lambda: layer.channels[channel].qsize() == 10)

    assert [await layer.receive(channel) for _ in range(10)] == [{"n": n} for n in range(10)]
