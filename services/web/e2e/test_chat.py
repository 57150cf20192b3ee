"""Two people chat: from the set-up link to messages that go both ways."""

import re

from playwright.async_api import expect

from people import People


async def test_two_people_chat(people: People) -> None:
    noor = await people.owner()
    mei = await people.guest_of_link("Mei Tanaka")
    await noor.go_to("general")

    await noor.say("The night boat leaves at eleven.")
    await mei.sees("The night boat leaves at eleven.")
    await mei.say("Then I take the late train.")

    await noor.sees("Then I take the late train.")
    await mei.sees("Then I take the late train.")
    assert noor.faults == mei.faults == []


async def test_a_message_that_comes_while_one_is_elsewhere_marks_its_channel(people: People) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")
    await noor.page.get_by_role("button", name="Create channel").click()
    await noor.page.get_by_role("dialog").get_by_label("Name", exact=True).fill("harbour")
    await noor.page.get_by_role("dialog").get_by_role("button", name="Create").click()
    await expect(noor.page.get_by_role("textbox", name="Message #harbour")).to_be_visible()

    await mei.say("Anybody there?")

    row = noor.page.get_by_role("navigation").get_by_role("link", name="general")
    await expect(row).to_have_accessible_name(re.compile(r"general \d unread"))
    await row.click()
    await noor.sees("Anybody there?")


async def test_what_is_edited_and_deleted_changes_for_everybody(people: People) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")
    await mei.say("The tide turns at sx.")
    await noor.sees("The tide turns at sx.")

    await mei.composer.press("ArrowUp")
    editor = mei.page.get_by_role("textbox", name="Edit message")
    await editor.fill("The tide turns at six.")
    await editor.press("Enter")
    await noor.sees("The tide turns at six.")
    await expect(noor.message("at sx.")).to_have_count(0)

    await mei.message("The tide turns at six.").focus()
    await mei.page.keyboard.press("Delete")
    # The deletion can be undone for a few seconds, and goes out after them.
    await expect(noor.message("The tide turns at six.")).to_have_count(0, timeout=15_000)
