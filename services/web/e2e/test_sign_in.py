"""Signing in lands inside, from wherever one was sent to it."""

from playwright.async_api import expect

from people import PASSWORD, People, Person


async def sign_in(person: Person, *, password: str = PASSWORD) -> None:
    page = person.page
    await page.get_by_label("Email", exact=True).fill("mei@tidewater.example")
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_one_who_was_sent_to_sign_in_lands_inside_and_so_again_after_signing_out(
    people: People,
) -> None:
    await people.guest_of_link("Mei Tanaka")
    again = await people.open("mei")
    await again.page.goto(people.stack.public_url)

    await sign_in(again, password="not the one")
    await expect(again.page.get_by_role("alert")).to_be_visible()
    await sign_in(again)
    await expect(again.composer).to_be_visible()

    for _ in range(2):
        await again.page.goto(f"{people.stack.public_url}/settings")
        await again.page.get_by_role("main").get_by_role("button", name="Sign out").click()
        await again.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        await sign_in(again)
        await expect(again.composer.or_(again.page.get_by_role("heading", name="Settings"))).to_be_visible()
    assert again.faults == []
    await again.context.close()
