"""A stack of their own for the journeys, and people in browsers of their own."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from parley_loadtests.stack import Stack, running_stack

sys.path.insert(0, str(Path(__file__).parent))

from browser import find_chromium
from people import People


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole of Parley on free ports, beside whatever runs here."""
    with running_stack(
        tmp_path_factory.mktemp("stack") / "var", {"PARLEY_OUTBOUND_ALLOW": "127.0.0.1"}
    ) as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = find_chromium()
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium.path,
            args=chromium.arguments,
            env=dict(chromium.environment),
        )
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
async def people(stack: Stack, browser: Browser) -> AsyncIterator[People]:
    """The workspace, set up by its first person through the link that `make up` prints."""
    found = People(stack, browser)
    yield found
    await found.leave()
