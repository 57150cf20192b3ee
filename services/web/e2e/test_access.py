"""Every page of the client, light and dark, wide and narrow: axe finds nothing."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from axe import stumbles
from people import People, Person

_WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}


@pytest.fixture
async def mei(people: People) -> AsyncIterator[Person]:
    """Mei in a conversation, where she also is for the tests to come."""
    person = await people.guest_of_link("Mei Tanaka")
    await person.page.goto(people.stack.public_url)
    await expect(person.composer).to_be_visible()
    yield person
    await person.page.set_viewport_size({"width": 1440, "height": 900})
    await person.page.goto(people.stack.public_url)


@pytest.mark.parametrize("width", _WIDTHS)
async def test_pages_before_sign_in(people: People, width: str) -> None:
    await people.owner()
    wide, high = _WIDTHS[width]
    somebody = await people.open("somebody", width=wide, height=high)
    page = somebody.page
    places = {
        "/sign-in": "Sign in",
        "/forgot": "Set a new password",
        "/confirm/of-nobody": "Confirm your address",
        "/reset/of-nobody": "This link no longer works.",
        "/invite/of-nobody": "This invite no longer works.",
        people.invite_link.removeprefix(people.stack.public_url): "Join Tidewater",
        f"/setup?key={people.stack.environment['PARLEY_SETUP_KEY']}": "This server is set up already.",
    }

    for path, heading in places.items():
        await page.goto(people.stack.public_url + path)
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert await stumbles(page) == [], path
    await somebody.context.close()


@pytest.mark.parametrize("width", _WIDTHS)
async def test_pages_behind_sign_in(mei: Person, people: People, width: str) -> None:
    wide, high = _WIDTHS[width]
    await mei.page.set_viewport_size({"width": wide, "height": high})
    await mei.page.goto(f"{people.stack.public_url}/?first")
    await mei.say(f"Look: `code`, https://tidewater.example/late and @noor.\n```\n{width} code\n```")
    await mei.sees(f"{width} code")
    assert await stumbles(mei.page) == []

    for path in ("/", "/browse", "/people", "/people?show=invited", "/settings", "/channels/of-nobody"):
        await mei.page.goto(people.stack.public_url + path)
        await expect(mei.page.get_by_role("heading", level=1).first).to_be_attached()
        assert await stumbles(mei.page) == [], path


async def _dialogs(page: Page) -> list[str]:
    found: list[str] = []
    await expect(page.get_by_role("dialog")).to_be_visible()
    found += await stumbles(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    return found


async def test_dialogs(mei: Person, people: People) -> None:
    page = mei.page
    for name in ("Create channel", "Channel details"):
        await page.get_by_role("button", name=name).click()
        assert await _dialogs(page) == [], name
    for key in ("Control+k", "Control+/"):
        await page.keyboard.press(key)
        assert await _dialogs(page) == [], key
    await page.goto(f"{people.stack.public_url}/people")
    await page.get_by_role("button", name="Noor Haddad", exact=True).click()
    assert await _dialogs(page) == []
    await page.get_by_role("main").get_by_role("button", name="Invite people").click()
    await expect(page.get_by_role("textbox", name="Invite link")).to_be_visible()
    assert await _dialogs(page) == []
    await page.goto(f"{people.stack.public_url}/settings")
    for name in ("Change email", "Change password"):
        await page.get_by_role("button", name=name).click()
        assert await _dialogs(page) == [], name
