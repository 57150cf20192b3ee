"""What holds when a process is told to go, is killed, or is one of several."""

import asyncio
import signal
from pathlib import Path

import pytest
from api_lab import message
from process_lab import Api, body_of

from parley.testing.laws import broken_laws
from parley.testing.servers import Ports
from parley.testing.world import PASSWORD, World


@pytest.fixture
async def one(world: World, servers: Ports, tmp_path: Path, fresh_limits: None):
    api = await Api(servers.environment(), tmp_path / "one.log").start()
    yield api
    api.stop()


@pytest.fixture
async def two(world: World, servers: Ports, tmp_path: Path):
    api = await Api(servers.environment(), tmp_path / "two.log").start()
    yield api
    api.stop()


async def test_sigterm_lets_what_is_under_way_end(world: World, one: Api) -> None:
    given = {"email": "person1@tidewater.example", "password": PASSWORD}
    async with await one.browser() as browser:
        # Sign-ins hash for a while, four at once: when the first is done, others are under way or wait.
        tasks = [asyncio.create_task(browser.post("/api/v1/sessions", json=given)) for _ in range(8)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        one.terminate()
        answers = await asyncio.gather(*tasks)

    assert {answer.status for answer in answers} == {201}
    assert one.process.wait(15) in (0, -signal.SIGTERM)
    assert "Traceback" not in one.log.read_text()


async def test_what_daphne_acknowledged_before_a_sigterm_is_found_by_a_repeat(
    world: World, servers: Ports, tmp_path: Path, fresh_limits: None
) -> None:
    path = f"/api/v1/channels/{world.general}/messages"
    given = [message(f"number {number}") for number in range(100)]
    api = await Api(servers.environment(), tmp_path / "daphne.log", server="daphne").start()
    try:
        async with await api.browser(world.owner) as browser:
            tasks = [asyncio.create_task(browser.post(path, json=each)) for each in given]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            api.terminate()
            answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert api.process.wait(60) in (0, -signal.SIGTERM)
        await api.start()
        async with await api.browser(world.owner) as browser:
            again = [(await browser.post(path, json=each)).status for each in given]
    finally:
        api.stop()

    acknowledged = [not isinstance(answer, BaseException) and answer.status == 201 for answer in answers]
    assert any(acknowledged)
    assert {status for status, was in zip(again, acknowledged, strict=True) if was} == {200}
    assert set(again) <= {200, 201}
    assert await broken_laws() == []


async def test_what_was_acknowledged_survives_a_kill_and_a_repeat_is_one(world: World, one: Api) -> None:
    path = f"/api/v1/channels/{world.general}/messages"
    given = [message(f"number {number}") for number in range(200)]
    acknowledged = []

    async def post(browser, each) -> None:
        answer = await browser.post(path, json=each)
        if answer.status in (200, 201):
            acknowledged.append(await body_of(answer))

    async with await one.browser(world.owner) as browser:
        posting = [asyncio.create_task(post(browser, each)) for each in given]
        while len(acknowledged) < 20:
            await asyncio.sleep(0.005)
        one.kill()
        await asyncio.gather(*posting, return_exceptions=True)
        before = {each["id"]: each["seq"] for each in acknowledged}
    await one.start()
    async with await one.browser(world.owner) as browser:
        acknowledged.clear()
        await asyncio.gather(*(post(browser, each) for each in given))

    after = {each["id"]: each["seq"] for each in acknowledged}
    assert len(after) == 200
    assert before.items() <= after.items()
    assert len(set(after.values())) == 200
    assert await broken_laws() == []


async def test_one_key_on_two_processes_is_one_write(world: World, one: Api, two: Api) -> None:
    async with await one.browser(world.owner) as first, await two.browser(world.owner) as second:
        answers = await asyncio.gather(
            *(
                browser.post("/api/v1/invites", json={}, headers={"Idempotency-Key": f"key {number}"})
                for number in range(10)
                for browser in (first, second)
            )
        )
        listed = await body_of(await first.get("/api/v1/invites?limit=200"))

    assert {answer.status for answer in answers} == {201}
    assert len({(await body_of(answer))["id"] for answer in answers}) == len(listed["invites"]) == 10
