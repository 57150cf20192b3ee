"""A message's link becomes a preview, whatever the page does; a job ends done, later or dead."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from parley import config, db
from parley.actions.followup.advance import advance_followup
from parley.actions.job.claim import claim_jobs
from parley.ids import stream_name
from parley.testing.world import World
from parley_worker import kinds
from parley_worker.crew import run_job
from parley_worker.followups import previews
from parley_worker.tasks import preview

_JOBS = db.statement("select attempts, dead_at is not null, error from job", lambda *columns: columns)


class Page:
    """A page on this machine that answers as the test says."""

    def __init__(self) -> None:
        self.text, self.status, self.asked = "<title>Timetable</title>", 200, 0
        self.url = ""

    async def answer(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(text=self.text, status=self.status, content_type="text/html")


@pytest.fixture
async def page(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    page = Page()
    site = web.Application()
    site.router.add_get("/", page.answer)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    page.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield page
    await runner.cleanup()


@pytest.fixture
async def may_ask_loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Tasks get their client from the worker's loop; here the test's loop is that."""
    client = preview.AiohttpClient(outbound_allow=("127.0.0.1",))

    async def resource(_: object) -> preview.HttpClient:
        return client

    monkeypatch.setattr(preview, "resource", resource)
    yield
    await client.aclose()


async def follow_up_and_run() -> None:
    while await advance_followup(name=previews.NAME, kinds=previews.KINDS, react=previews.on_message):
        pass
    for job in await claim_jobs(kinds=(previews.JOB,), limit=50):
        await run_job(job)


@pytest.fixture
async def followed(world: World) -> World:
    await follow_up_and_run()  # makes the followup's row
    return world


async def test_a_link_becomes_a_preview_and_the_job_is_gone(
    followed: World, page: Page, may_ask_loopback: None
) -> None:
    message = await followed.message(body=f"see {page.url}")

    await follow_up_and_run()
    await follow_up_and_run()

    (event,) = await followed.events(stream_name("channel", followed.general), after=message.seq)
    assert (event.kind, event.data["previews"][0]["title"]) == ("message.previewed", "Timetable")
    assert page.asked == 1
    assert await db.reader.all(_JOBS) == []


async def test_a_page_that_says_nothing_of_itself_is_done(
    followed: World, page: Page, may_ask_loopback: None
) -> None:
    page.text = "<p>nothing"
    message = await followed.message(body=page.url)

    await follow_up_and_run()

    assert await followed.events(stream_name("channel", followed.general), after=message.seq) == []
    assert await db.reader.all(_JOBS) == []


async def test_a_page_that_fails_is_tried_again_later(
    followed: World, page: Page, may_ask_loopback: None
) -> None:
    page.status = 503
    await followed.message(body=page.url)

    await follow_up_and_run()

    assert await db.reader.all(_JOBS) == [(1, False, "OSError: the page answered 503")]


async def test_a_page_that_is_not_there_is_done(followed: World, page: Page, may_ask_loopback: None) -> None:
    page.status = 404
    await followed.message(body=page.url)

    await follow_up_and_run()

    assert await db.reader.all(_JOBS) == []


async def test_what_may_not_be_asked_is_not_asked(
    followed: World, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = preview.AiohttpClient(outbound_allow=config.current().outbound_allow)

    async def resource(_: object) -> preview.HttpClient:
        return client

    monkeypatch.setattr(preview, "resource", resource)
    await followed.message(body=page.url)

    await follow_up_and_run()
    await client.aclose()

    assert page.asked == 0
    assert await db.reader.all(_JOBS) == []


async def test_a_defect_is_a_failed_attempt_and_not_the_end(
    followed: World, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setitem(kinds.RUN, previews.JOB, broken)
    await followed.message(body=page.url)

    await follow_up_and_run()

    assert await db.reader.all(_JOBS) == [(1, False, "ZeroDivisionError: ours")]
