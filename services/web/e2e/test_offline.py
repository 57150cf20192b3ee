"""Away and back: nothing is lost, and nothing is there twice."""

import signal

from playwright.async_api import expect

from people import People


async def test_what_was_written_offline_goes_out_once_and_what_was_missed_comes_once(people: People) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")
    await mei.context.set_offline(True)
    await expect(mei.page.get_by_text("Offline.")).to_be_visible()

    await mei.say("One, from the tunnel")
    await mei.say("Two, from the tunnel")
    await expect(mei.page.get_by_text("2 messages are waiting")).to_be_visible()
    for word in ("first", "second", "third"):
        await noor.say(f"Said meanwhile, {word}")
    await mei.context.set_offline(False)

    for person in (noor, mei):
        for text in (
            "One, from the tunnel",
            "Two, from the tunnel",
            *(f"meanwhile, {w}" for w in ("first", "second", "third")),
        ):
            await person.sees(text)
    await expect(mei.page.get_by_text("Offline.")).to_have_count(0)


async def test_a_killed_gateway_costs_no_message(people: People) -> None:
    noor, mei = await people.owner(), await people.guest_of_link("Mei Tanaka")

    for number in range(6):
        if number == 2:
            assert people.stack.send("gateway", signal.SIGKILL)
        await noor.say(f"Through the storm {number}")

    for person in (noor, mei):
        for number in range(6):
            await person.sees(f"Through the storm {number}")
