"""A guest: invited into one channel, sees that and no more, and knows who writes there."""

from playwright.async_api import expect

from people import PASSWORD, People


async def test_a_guest_comes_into_their_channel_and_learns_the_names_of_those_who_come_later(
    people: People,
) -> None:
    noor, lena = await people.owner(), await people.guest_of_link("Lena Ortiz")
    await noor.page.goto(people.stack.public_url)
    await noor.page.get_by_role("button", name="Create channel").click()
    await noor.page.get_by_label("Name").fill("harbour-works")
    await noor.page.get_by_role("dialog").get_by_role("button", name="Create").click()
    await expect(noor.page.get_by_role("textbox", name="Message #harbour-works")).to_be_visible()
    await noor.page.get_by_role("button", name="Invite people").first.click()
    ask = noor.page.get_by_role("dialog")
    await ask.get_by_label("They come in as").select_option("Guest")
    await ask.get_by_role("button", name="Make a link").click()
    await expect(ask.get_by_role("alert")).to_contain_text("Choose at least one")
    await ask.get_by_label("#harbour-works").check()
    await ask.get_by_role("button", name="Make a link").click()
    link = await ask.get_by_role("textbox", name="Invite link").input_value()
    await noor.page.keyboard.press("Escape")

    gil = await people.open("gil")
    await gil.page.goto(link)
    await expect(gil.page.get_by_text("Noor Haddad invited you as a guest.")).to_be_visible()
    await gil.page.get_by_label("Your name").fill("Gil Brandt")
    await gil.page.get_by_label("Handle").fill("gil")
    await gil.page.get_by_label("Email").fill("gil@tidewater.example")
    await gil.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await gil.page.get_by_role("button", name="Join Tidewater").click()
    await expect(gil.page.get_by_role("textbox", name="Message #harbour-works")).to_be_visible()
    await expect(gil.page.get_by_role("link", name="general")).to_have_count(0)

    # Lena was no part of what the guest could see when the page opened.
    place = noor.page.url
    await lena.page.goto(place)
    await lena.page.get_by_role("button", name="Join").click()
    await lena.say("The crane is here.")

    await expect(gil.message("The crane is here.").get_by_role("button", name="Lena Ortiz")).to_be_visible()
    await lena.page.goto(people.stack.public_url)
    await noor.page.goto(people.stack.public_url)
    assert gil.faults == []
    await gil.context.close()
