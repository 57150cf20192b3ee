"""Reading a long history: nothing moves under the eye, nothing is missing, and the page stays small."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from playwright.async_api import expect

from parley.ids import new_id
from people import People, Person

_LENGTH = 160
# Where a row lies, by the id of its message, and which row is the first whole one in sight.
_TOP = "key => document.querySelector(`li[data-key='${key}']`)?.getBoundingClientRect().top"
_FIRST = """() => {
  const top = document.querySelector('#messages').getBoundingClientRect().top + 60
  const rows = [...document.querySelectorAll('#messages li:not([class])')]
  return rows.find(row => row.getBoundingClientRect().top >= top).dataset.key
}"""
_FROM_END = """() => {
  const box = document.querySelector('#messages')
  return box ? box.scrollHeight - box.scrollTop - box.clientHeight : NaN
}"""


@dataclass(slots=True)
class Book:
    """A channel with a long history, and a program that writes on in it as Noor."""

    id: str
    http: aiohttp.ClientSession

    async def write(self, *lines: str) -> None:
        for line in lines:
            await _ask(self.http, "POST", f"channels/{self.id}/messages", {"id": str(new_id()), "body": line})


async def _ask(
    http: aiohttp.ClientSession, method: str, path: str, body: dict[str, Any] | None = None
) -> Any:
    while True:
        async with http.request(method, path, json=body) as answer:
            if answer.status == 429:  # as fast as one user may send, and no faster
                await asyncio.sleep(float(answer.headers["Retry-After"]))
                continue
            assert answer.ok, await answer.text()
            return await answer.json() if answer.status != 204 else None


@pytest.fixture(scope="session")
async def book(people: People) -> AsyncIterator[Book]:
    await people.owner()
    await people.guest_of_link("Mei Tanaka")
    token = people.stack.parley("token", "create", "--user", "noor")["token"]
    async with aiohttp.ClientSession(
        f"{people.stack.public_url}/api/v1/", headers={"Authorization": f"Bearer {token}"}
    ) as http:
        users = (await _ask(http, "GET", "users"))["users"]
        mei = next(user["id"] for user in users if user["handle"] == "mei")
        channel = {"id": str(new_id()), "kind": "public", "name": "logbook", "members": [mei]}
        found = Book((await _ask(http, "POST", "channels", channel))["id"], http)
        await found.write(*(f"Entry {number}." for number in range(_LENGTH)))
        yield found


async def _until(person: Person, script: str, holds: Callable[[Any], bool], arg: Any = None) -> None:
    """Playwright's own waiting evaluates text, which the page's policy forbids."""
    async with asyncio.timeout(15):
        while not holds(await person.page.evaluate(script, arg)):
            await person.page.evaluate("() => new Promise(requestAnimationFrame)")


@pytest.fixture
async def mei(people: People, book: Book) -> Person:
    """Mei, at the end of the logbook."""
    person = await people.guest_of_link("Mei Tanaka")
    await person.page.get_by_role("navigation").get_by_role("link", name="logbook").click()
    await expect(person.page.get_by_role("textbox", name="Message #logbook")).to_be_visible()
    to_now = person.page.get_by_role("button", name="Go to now")
    await expect(person.messages.first).to_be_visible()
    if await to_now.count():
        await to_now.click()
    await _until(person, _FROM_END, lambda distance: distance < 1)
    return person


async def test_history_has_no_hole_and_the_page_stays_small(mei: Person) -> None:
    seen: set[str] = set()
    box = mei.page.locator("#messages")
    await box.hover()

    for _ in range(120):
        seen.update(await mei.messages.locator(".body").all_inner_texts())
        assert await box.locator("li").count() <= 120
        if await mei.page.get_by_text("This is the start of #logbook.").count():
            break
        await mei.page.mouse.wheel(0, -700)
        await mei.page.evaluate("() => new Promise(requestAnimationFrame)")

    assert seen >= {f"Entry {number}." for number in range(_LENGTH)}


async def test_what_is_read_stays_where_it_is_while_others_write(mei: Person, book: Book) -> None:
    await mei.page.locator("#messages").hover()
    await mei.page.mouse.wheel(0, -1200)
    await _until(mei, _FROM_END, lambda distance: distance > 1000)
    row = await mei.page.evaluate(_FIRST)
    before = await mei.page.evaluate(_TOP, row)

    await book.write("While you read, one.", "While you read, two.")

    await expect(mei.page.get_by_role("button", name="2 new")).to_be_visible()
    assert await mei.page.evaluate(_TOP, row) == before
    await mei.page.get_by_role("button", name="2 new").click()
    await mei.sees("While you read, two.")


async def test_the_row_of_a_message_is_one_row_from_writing_to_sent(mei: Person) -> None:
    await mei.page.evaluate(
        """() => new MutationObserver(changes => {
          for (const node of changes.flatMap(change => [...change.addedNodes])) {
            if (node.nodeType === 1 && node.textContent.includes('One row only')) window.first ??= node
          }
        }).observe(document.querySelector('#messages'), { subtree: true, childList: true })"""
    )

    await mei.say("One row only")
    await mei.sees("One row only")

    # It is sent once its own id has a place in the log, and a link to it can be copied.
    await mei.message("One row only").hover()
    await expect(mei.message("One row only").get_by_role("button", name="Copy link")).to_be_visible()
    assert await mei.page.evaluate(
        "() => window.first === [...document.querySelectorAll('#messages li')].find("
        "row => row.textContent.includes('One row only'))"
    )


async def test_one_comes_back_to_where_one_was(mei: Person) -> None:
    await mei.page.locator("#messages").hover()
    await mei.page.mouse.wheel(0, -1500)
    await _until(mei, _FROM_END, lambda distance: distance > 1000)
    row = await mei.page.evaluate(_FIRST)
    before = await mei.page.evaluate(_TOP, row)

    await mei.page.get_by_role("navigation").get_by_role("link", name="general").click()
    await expect(mei.page.get_by_role("textbox", name="Message #general")).to_be_visible()
    await mei.page.get_by_role("navigation").get_by_role("link", name="logbook").click()
    await expect(mei.page.get_by_role("textbox", name="Message #logbook")).to_be_visible()

    await _until(mei, _TOP, lambda top: top == before, row)


async def test_a_link_leads_to_its_message_and_back_to_now(mei: Person, book: Book) -> None:
    await mei.page.goto(f"{mei.page.url.split('?')[0]}?at=5")

    await expect(mei.page.get_by_text("Go to now")).to_be_visible()
    await expect(mei.page.get_by_text("This is the start of #logbook.")).to_have_count(1)
    await mei.page.keyboard.press("Escape")

    await _until(mei, _FROM_END, lambda distance: distance < 1)
    assert "?at=" not in mei.page.url


async def test_going_to_now_takes_the_focus_along(mei: Person) -> None:
    await mei.page.goto(f"{mei.page.url.split('?')[0]}?at=5")
    await expect(mei.message("Entry 2.")).to_be_visible()
    await mei.message("Entry 2.").focus()

    await mei.page.keyboard.press("g")
    await mei.page.keyboard.press("n")

    await _until(mei, _FROM_END, lambda distance: distance < 1)
    await expect(mei.messages.last).to_be_focused()
