"""A link in a message gets a card from the page behind it, live."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import expect

from people import People

_PAGE = """<!doctype html><html><head><title>plain</title>
<meta property="og:title" content="Winter timetable"><meta property="og:description" content="From 30 November.">
<meta property="og:site_name" content="Tidewater Ferries"></head><body></body></html>"""


@pytest.fixture
async def page_url() -> AsyncIterator[str]:
    """A page of somebody else's, on this machine."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    site = web.Application()
    site.router.add_get("/timetable", answer)
    runner = web.AppRunner(site)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/timetable"
    await runner.cleanup()


async def test_a_links_card_appears_under_the_message_for_everybody(people: People, page_url: str) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")

    await noor.say(f"The new one: {page_url}")

    for person in (noor, mei):
        card = person.message("The new one").get_by_text("Winter timetable")
        await expect(card).to_be_visible(timeout=15_000)
        await expect(person.message("The new one").get_by_text("From 30 November.")).to_be_visible()
