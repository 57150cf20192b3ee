"""People: what they say of themselves, what admins may do, and that it holds at once."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from people import PASSWORD, People


@pytest.fixture(autouse=True)
async def _home(people: People) -> AsyncIterator[None]:
    """Whoever went elsewhere is back in a conversation for the tests to come."""
    yield
    for person in people.everybody.values():
        await person.page.goto(people.stack.public_url)


async def test_what_somebody_says_of_themselves_stands_on_their_card(people: People) -> None:
    noor, jonas = await people.owner(), await people.guest_of_link("Jonas Lindqvist")
    await jonas.page.goto(f"{people.stack.public_url}/settings")
    await jonas.page.get_by_label("Title").fill("Timetables")
    await jonas.page.get_by_label("Time zone").select_option("Asia/Tokyo")
    await jonas.page.get_by_label("Handle").fill("noor")
    await jonas.page.get_by_role("button", name="Save").click()
    await expect(jonas.page.get_by_label("Handle")).to_have_attribute("aria-invalid", "true")
    await jonas.page.get_by_label("Handle").fill("jonas")
    await jonas.page.get_by_role("button", name="Save").click()
    await expect(jonas.page.get_by_text("Saved")).to_be_visible()

    await noor.page.goto(f"{people.stack.public_url}/people")
    await noor.page.get_by_role("searchbox", name="Find a person").fill("timet")
    await noor.page.get_by_role("button", name="Jonas Lindqvist", exact=True).click()

    card = noor.page.get_by_role("dialog", name="About Jonas Lindqvist")
    await expect(card.get_by_text("Timetables")).to_be_visible()
    await expect(card.get_by_text("in Tokyo")).to_be_visible()
    await noor.page.keyboard.press("Escape")
    await expect(noor.page.get_by_role("button", name="Jonas Lindqvist", exact=True)).to_be_focused()


async def test_a_role_holds_at_once_for_whom_it_is_given_to(people: People) -> None:
    noor, jonas = await people.owner(), await people.guest_of_link("Jonas Lindqvist")
    await noor.page.goto(f"{people.stack.public_url}/people")
    await jonas.page.goto(f"{people.stack.public_url}/people")
    role = noor.page.get_by_role("combobox", name="Role of Jonas Lindqvist")
    await expect(jonas.page.get_by_role("button", name="Noor Haddad", exact=True)).to_be_visible()
    await expect(jonas.page.get_by_role("combobox")).to_have_count(0)
    await expect(jonas.page.get_by_role("link", name="Deactivated")).to_have_count(0)

    await role.select_option("Admin")
    await expect(jonas.page.get_by_role("link", name="Deactivated")).to_be_visible()
    await role.select_option("Guest")
    await expect(jonas.page.get_by_role("button", name="Invite people")).to_have_count(0)
    await expect(jonas.page.get_by_role("combobox")).to_have_count(0)

    await role.select_option("Member")
    await expect(jonas.page.get_by_role("main").get_by_role("button", name="Invite people")).to_be_visible()


async def test_one_who_is_deactivated_is_out_at_once_and_comes_back_when_restored(people: People) -> None:
    noor, jonas = await people.owner(), await people.guest_of_link("Jonas Lindqvist")
    await noor.page.goto(f"{people.stack.public_url}/people")
    await jonas.page.goto(people.stack.public_url)
    await expect(jonas.composer).to_be_visible()

    await noor.page.get_by_role("button", name="Deactivate Jonas Lindqvist").click()
    ask = noor.page.get_by_role("dialog", name="Deactivate Jonas Lindqvist?")
    await expect(ask.get_by_role("button", name="Keep it so")).to_be_focused()
    await ask.get_by_role("button", name="Deactivate").click()

    await expect(jonas.page.get_by_text("You were deactivated in Tidewater.")).to_be_visible()
    await expect(noor.page.get_by_role("button", name="Deactivate Jonas Lindqvist")).to_have_count(0)

    await noor.page.get_by_role("link", name="Deactivated").click()
    await noor.page.get_by_role("button", name="Restore Jonas Lindqvist").click()
    await noor.page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    await expect(noor.page.get_by_role("button", name="Restore Jonas Lindqvist")).to_have_count(0)
    await jonas.page.goto(f"{people.stack.public_url}/sign-in")
    await jonas.page.get_by_label("Email").fill("jonas@tidewater.example")
    await jonas.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await jonas.page.get_by_role("button", name="Sign in").click()
    await expect(jonas.composer).to_be_visible()
