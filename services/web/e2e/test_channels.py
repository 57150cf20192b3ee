"""Channels and what is made in settings come to an end, and say so."""

from playwright.async_api import expect

from people import People


async def test_an_archived_channel_says_that_nothing_was_said_and_can_be_restored_from_its_bar(
    people: People,
) -> None:
    noor = await people.owner()
    page = noor.page
    await page.get_by_role("button", name="Create channel").click()
    await page.get_by_role("dialog").get_by_label("Name", exact=True).fill("short-lived")
    await page.get_by_role("dialog").get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name="#short-lived is new")).to_be_visible()

    await page.get_by_role("button", name="Channel details").click()
    await page.get_by_role("button", name="Archive channel").click()
    await page.get_by_role("button", name="Archive", exact=True).click()
    await expect(page.get_by_role("heading", name="Nothing was said in #short-lived")).to_be_visible()
    await page.get_by_role("button", name="Restore channel").click()

    await expect(page.get_by_role("textbox", name="Message #short-lived")).to_be_visible()


async def test_a_revoked_token_is_shown_no_more(people: People) -> None:
    noor = await people.owner()
    page = noor.page
    await page.goto(f"{people.stack.public_url}/settings")
    await page.get_by_role("textbox", name="What is it for?").fill("timetable bot")
    await page.get_by_role("button", name="Make a token").click()
    shown = page.get_by_role("textbox", name="New token")
    await expect(shown).to_be_visible()

    await page.get_by_role("button", name="Revoke timetable bot").click()

    await expect(shown).to_have_count(0)
    await page.goto(people.stack.public_url)
