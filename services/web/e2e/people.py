"""People at their browsers, doing what people do."""

from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from parley_loadtests.stack import Stack

PASSWORD = "night routes and day boats"


@dataclass(slots=True)
class Person:
    """One person in one browser profile."""

    name: str
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message #")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("article")

    def message(self, text: str) -> Locator:
        return self.messages.filter(has_text=text)

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def go_to(self, channel: str) -> None:
        """From wherever they are: the client opens what was open last."""
        await self.page.get_by_role("navigation").get_by_role("link", name=channel).first.click()
        await expect(self.page.get_by_role("textbox", name=f"Message #{channel}")).to_be_visible()

    async def sees(self, text: str) -> None:
        """The message stands there, once."""
        await expect(self.message(text)).to_have_count(1)


@dataclass(slots=True)
class People:
    """Who takes part; each signs up once for the whole run."""

    stack: Stack
    browser: Browser
    everybody: dict[str, Person] = field(default_factory=dict)
    invite_link: str = ""

    async def open(self, name: str, *, width: int = 1440, height: int = 900, dark: bool = False) -> Person:
        """A browser profile that knows nothing yet."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = await context.new_page()
        page.set_default_timeout(15_000)
        person = Person(name, context, page)
        page.on("pageerror", lambda error: person.faults.append(str(error)))
        page.on(
            "console",
            lambda line: person.faults.append(line.text) if "Content Security" in line.text else None,
        )
        return person

    async def owner(self) -> Person:
        """Noor, who set the workspace up."""
        if "noor" not in self.everybody:
            noor = self.everybody["noor"] = await self.open("noor")
            key = self.stack.environment["PARLEY_SETUP_KEY"]
            await noor.page.goto(f"{self.stack.public_url}/setup?key={key}")
            await noor.page.get_by_label("Workspace name").fill("Tidewater")
            await self._introduce(noor, "Noor Haddad")
            await noor.page.get_by_role("button", name="Set up").click()
            link = noor.page.get_by_role("textbox", name="Invite link")
            await expect(link).to_be_visible()
            self.invite_link = await link.input_value()
            await noor.page.get_by_role("button", name="Open Tidewater").click()
            await expect(noor.composer).to_be_visible()
        return self.everybody["noor"]

    async def guest_of_link(self, name: str) -> Person:
        """Somebody who opened the invite link in a profile of their own."""
        await self.owner()
        handle = name.lower().split()[0]
        if handle not in self.everybody:
            person = self.everybody[handle] = await self.open(handle)
            await person.page.goto(self.invite_link)
            await self._introduce(person, name)
            await person.page.get_by_role("button", name="Join Tidewater").click()
            await expect(person.composer).to_be_visible()
        return self.everybody[handle]

    async def leave(self) -> None:
        for person in self.everybody.values():
            await person.context.close()

    async def _introduce(self, person: Person, name: str) -> None:
        page = person.page
        await page.get_by_label("Your name").fill(name)
        await page.get_by_label("Handle").fill(person.name)
        await page.get_by_label("Email").fill(f"{person.name}@tidewater.example")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
