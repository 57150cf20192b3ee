"""Two people see of each other who types and who is there."""

from playwright.async_api import expect

from people import People


async def test_typing_shows_to_the_other_moves_nothing_and_ends_with_the_message(people: People) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")
    for person in (noor, mei):
        await person.page.goto(people.stack.public_url)
        await expect(person.composer).to_be_visible()
    before = await noor.composer.bounding_box()

    await mei.composer.press_sequentially("Half a sentence")

    typing = noor.page.get_by_text("Mei is typing")
    await expect(typing).to_be_visible()
    assert await noor.composer.bounding_box() == before
    await expect(mei.page.get_by_text("is typing")).to_have_count(0)

    await mei.composer.press("Enter")
    await noor.sees("Half a sentence")
    await expect(typing).to_have_count(0)


async def test_a_person_is_there_while_a_page_of_theirs_is_open(people: People) -> None:
    noor = await people.owner()
    await people.guest_of_link("Mei Tanaka")
    await noor.page.goto(f"{people.stack.public_url}/people")
    rows = noor.page.get_by_role("list", name="People").get_by_role("listitem")
    mei = rows.filter(has_text="Mei Tanaka")
    await expect(mei.get_by_text("online:")).to_be_attached(timeout=20_000)

    await people.everybody["mei"].page.goto("about:blank")
    # A page that is gone says so itself; where it could not, its time runs out after a minute.
    await expect(mei.get_by_text("offline:")).to_be_attached(timeout=90_000)

    await people.everybody["mei"].page.goto(people.stack.public_url)
    await expect(mei.get_by_text("online:")).to_be_attached(timeout=20_000)
    await noor.page.goto(people.stack.public_url)
