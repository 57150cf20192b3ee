"""A limit holds over all processes, and in each where Redis is gone."""

import asyncio

import pytest

from parley import bus, config
from parley.bus import rates
from parley.errors import RateLimited
from parley.ids import new_id


async def test_over_the_burst_is_refused_with_when_to_come_back(database: None) -> None:
    key = f"test:{new_id()}"
    for _ in range(3):
        await rates.take(key, rate=0.01, burst=3)

    with pytest.raises(RateLimited) as refused:
        await rates.take(key, rate=0.01, burst=3)

    assert refused.value.retry_after is not None
    assert 90 <= refused.value.retry_after <= 100


async def test_keys_are_apart_and_zero_lifts(database: None) -> None:
    key = f"test:{new_id()}"
    await rates.take(key, rate=0.01, burst=1)

    await rates.take(f"{key}:other", rate=0.01, burst=1)
    for _ in range(5):
        await rates.take(key, rate=0, burst=0)

    with pytest.raises(RateLimited):
        await rates.take(key, rate=0.01, burst=1)


async def test_without_redis_the_process_counts_by_itself(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = f"test:{new_id()}"
    settings = config.current()
    await bus.close()
    config.use(config.load({**_environment(settings), "REDIS_URL": "redis://127.0.0.1:1/0"}))
    try:
        await rates.take(key, rate=0.01, burst=2)
        await rates.take(key, rate=0.01, burst=2)
        with pytest.raises(RateLimited):
            await rates.take(key, rate=0.01, burst=2)
    finally:
        config.use(settings)
        await bus.close()
        rates._breaker.reset()


async def test_a_redis_that_is_silent_holds_nobody_up(database: None) -> None:
    """As a stopped one is: it takes connections, and answers nothing."""
    settings = config.current()
    rates._breaker.reset()
    writers = []  # one that nobody holds is closed
    server = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await bus.close()
    config.use(config.load({**_environment(settings), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}))
    try:
        key = f"test:{new_id()}"
        async with asyncio.timeout(10):
            await rates.take(key, rate=0.01, burst=1)
            assert writers  # it was asked, and given up
            with pytest.raises(RateLimited):  # and the process counts by itself
                await rates.take(key, rate=0.01, burst=1)
    finally:
        config.use(settings)
        await bus.close()
        server.close()
        for writer in writers:
            writer.close()
        rates._breaker.reset()


def _environment(settings: config.Config) -> dict[str, str]:
    return {
        "DATABASE_URL": str(settings.database_url),
        "PARLEY_SECRET_KEY": str(settings.secret_key),
    }
