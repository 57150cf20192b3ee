"""By keyboard: the focus is where one expects it, and keys do one thing."""

import re

from playwright.async_api import Locator, expect

from people import People, Person


async def _create_channel(person: Person, name: str) -> None:
    await person.page.get_by_role("button", name="Create channel").click()
    await person.page.get_by_role("dialog").get_by_label("Name", exact=True).fill(name)
    await person.page.get_by_role("dialog").get_by_role("button", name="Create").click()
    await expect(person.page.get_by_role("textbox", name=f"Message #{name}")).to_be_visible()


async def _goes_to(person: Person, name: str) -> None:
    await person.page.get_by_role("navigation").get_by_role("link", name=re.compile(name)).click()
    await expect(person.page.get_by_role("textbox", name=f"Message #{name}")).to_be_focused()


async def _edits(person: Person, text: str) -> Locator:
    await person.say(text)
    await person.sees(text)
    await person.composer.press("ArrowUp")
    editor = person.page.get_by_role("textbox", name="Edit message")
    await expect(editor).to_be_focused()
    return editor


async def test_alt_and_an_arrow_go_to_the_next_channel_and_edit_nothing(people: People) -> None:
    noor = await people.owner()
    await _create_channel(noor, "alt-a")
    await _create_channel(noor, "alt-b")
    await noor.say("Said last")
    await noor.sees("Said last")

    await noor.composer.press("Alt+ArrowUp")

    await expect(noor.page.get_by_role("textbox", name="Message #alt-a")).to_be_focused()
    await expect(noor.page.get_by_role("textbox", name="Edit message")).to_have_count(0)


async def test_a_dialog_takes_the_focus_into_its_first_field_and_gives_it_back(people: People) -> None:
    noor = await people.owner()
    opener = noor.page.get_by_role("button", name="Create channel")
    await opener.focus()

    await noor.page.keyboard.press("Enter")
    await expect(noor.page.get_by_role("dialog").get_by_label("Name", exact=True)).to_be_focused()
    await noor.page.keyboard.press("Escape")

    await expect(noor.page.get_by_role("dialog")).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_a_person_chosen_while_one_writes_is_mentioned_apart_from_the_words(people: People) -> None:
    await people.guest_of_link("Mei Tanaka")
    noor = await people.owner()
    await _goes_to(noor, "general")
    await noor.composer.fill("Ask")

    await noor.page.keyboard.press("Control+k")
    await noor.page.get_by_role("combobox").fill("@mei")
    await noor.page.keyboard.press("Enter")

    await expect(noor.composer).to_have_value("Ask @mei ")
    await expect(noor.composer).to_be_focused()
    await noor.composer.fill("")


async def test_keys_of_the_page_work_while_a_message_is_edited(people: People) -> None:
    noor = await people.owner()
    editor = await _edits(noor, "To be edited by keyboard")

    await editor.press("Control+k")
    await expect(noor.page.get_by_role("combobox")).to_be_focused()
    await noor.page.keyboard.press("Escape")
    await expect(editor).to_be_focused()
    await editor.press("F6")
    await expect(noor.composer).to_be_focused()

    await editor.press("Escape")
    await expect(editor).to_have_count(0)
    await expect(noor.message("To be edited by keyboard")).to_be_focused()


async def test_the_toolbar_of_the_next_message_does_not_cover_the_editor(people: People) -> None:
    noor = await people.owner()
    await noor.say("Edited over there")
    await noor.say("The one below")
    await noor.sees("The one below")

    await noor.message("Edited over there").focus()
    await noor.page.keyboard.press("e")
    await noor.message("The one below").hover()

    foot = await noor.page.get_by_role("button", name="Save").bounding_box()
    tools = await noor.page.get_by_role("toolbar", name="Message actions").bounding_box()
    assert foot is not None
    assert tools is not None
    assert tools["y"] >= foot["y"] + foot["height"]
    await noor.page.get_by_role("button", name="Cancel").click()


async def test_everything_can_be_marked_read_and_that_be_taken_back(people: People) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")
    await _create_channel(noor, "elsewhere")
    await mei.say("Unread by noor")
    row = noor.page.get_by_role("navigation").get_by_role("link", name=re.compile("general"))
    await expect(row).to_have_accessible_name(re.compile(r"general \d+ unread"))

    await noor.page.keyboard.press("Shift+Escape")
    await expect(row).to_have_accessible_name("general")
    await noor.page.get_by_role("button", name="Undo").click()

    await expect(row).to_have_accessible_name(re.compile(r"general \d+ unread"))
    await row.click()
    await noor.sees("Unread by noor")
