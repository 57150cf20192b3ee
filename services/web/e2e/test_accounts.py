"""An account from its invite by mail to its end: a way in, a forgotten password, and out at once."""

from playwright.async_api import expect

from mails import find_link
from people import PASSWORD, People

_ADDRESS = "priya@tidewater.example"


async def test_invited_by_mail_in_again_by_mail_and_out_at_once(people: People) -> None:
    noor = await people.owner()
    await noor.page.goto(f"{people.stack.public_url}/people?show=invited")
    await noor.page.get_by_role("main").get_by_role("button", name="Invite people").click()
    await noor.page.get_by_label("By email").fill(f"Priya <{_ADDRESS}>, noor@tidewater.example")
    await noor.page.get_by_role("button", name="Send invites").click()
    await expect(noor.page.get_by_text(f"{_ADDRESS} is invited.")).to_be_visible()
    await noor.page.keyboard.press("Escape")
    invited = noor.page.get_by_role("list", name="Invited").get_by_role("listitem").filter(has_text=_ADDRESS)
    await expect(invited.get_by_text("Mail sent")).to_be_visible(timeout=30_000)

    # By the link in the mail, with the address filled in, which then is confirmed.
    priya = people.everybody["priya"] = await people.open("priya")
    await priya.page.goto(await find_link(people.stack, to=_ADDRESS, what="invite"))
    await expect(priya.page.get_by_label("Email")).to_have_value(_ADDRESS)
    await priya.page.get_by_label("Your name").fill("Priya Raman")
    await priya.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await priya.page.get_by_role("button", name="Join Tidewater").click()
    await expect(priya.composer).to_be_visible()
    await expect(priya.page.get_by_text("Confirm your address.")).to_have_count(0)

    # Forgotten on another device: a new one, and the first device is out.
    other = await people.open("priya")
    await other.page.goto(f"{people.stack.public_url}/sign-in")
    await other.page.get_by_role("link", name="Forgot password?").click()
    await other.page.get_by_label("Email", exact=True).fill(_ADDRESS)
    await other.page.get_by_role("button", name="Send the link").click()
    await expect(other.page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = await find_link(people.stack, to=_ADDRESS, what="reset")
    await other.page.goto(link)
    await other.page.get_by_label("New password", exact=True).fill("another word for boats")
    await other.page.get_by_role("button", name="Set the password").click()
    await expect(other.composer).to_be_visible()
    await expect(priya.page.get_by_text("Your session ended.")).to_be_visible()
    await priya.page.goto(link)
    await expect(priya.page.get_by_role("heading", name="This link no longer works.")).to_be_visible()

    # Deactivated: out at once, and not in again.
    await noor.page.goto(f"{people.stack.public_url}/people")
    await noor.page.get_by_role("button", name="Deactivate Priya Raman").click()
    await noor.page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    await expect(other.page.get_by_text("You were deactivated in Tidewater.")).to_be_visible()
    await other.page.get_by_role("link", name="Sign in as somebody else").click()
    await other.page.get_by_label("Email", exact=True).fill(_ADDRESS)
    await other.page.get_by_label("Password", exact=True).fill("another word for boats")
    await other.page.get_by_role("button", name="Sign in").click()
    await expect(other.page.get_by_role("alert")).to_be_visible()

    assert priya.faults == other.faults == []
    await other.context.close()
    await noor.page.goto(people.stack.public_url)
