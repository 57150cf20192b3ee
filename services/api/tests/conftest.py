"""The application in this process, clients in front of it, and people who are signed in."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Tests import the lab by name. Here it is imported late: this file is read before Django is set up.
sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from api_lab import Client
    from process_lab import Api

    from parley.actor import Actor
    from parley.testing.servers import Ports
    from parley.testing.world import World
    from parley_api.application import Application

type SignIn = Callable[[Actor], Awaitable[Client]]


@pytest.fixture(scope="session")
def application() -> "Application":
    from api_lab import Application

    return Application()


@pytest.fixture
async def fresh_limits(database: None) -> None:
    """No rate limit remembers the tests before."""
    from parley import bus

    await bus.client().flushdb()


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are hashed from here on cost next to nothing to make and to check. Ask for it before the world."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from parley.testing import world

    for name, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, name, least)
    monkeypatch.setattr(world, "_hashed", [])


@pytest.fixture
def anybody(application: "Application", database: None, fresh_limits: None) -> "Client":
    """Somebody who is not signed in."""
    from api_lab import Client

    return Client(application)


@pytest.fixture
def sign_in(application: "Application", world: "World", fresh_limits: None) -> "SignIn":
    """A browser that is signed in as the person given."""
    from api_lab import Client, start_session_of

    async def start(actor: "Actor") -> Client:
        client = Client(application)
        client.cookies["parley_session"] = (await start_session_of(actor)).key
        return client

    return start


@pytest.fixture
async def owner(world: "World", sign_in: "SignIn") -> "Client":
    return await sign_in(world.owner)


@pytest.fixture(scope="session", params=["uvicorn", "daphne"])
async def api(
    request: pytest.FixtureRequest,
    servers: "Ports",
    database: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> "AsyncIterator[Api]":
    """One process for all tests that leave it as it was, under either server."""
    from process_lab import Api

    log = tmp_path_factory.mktemp("api") / f"{request.param}.log"
    running = await Api(servers.environment(), log, server=request.param).start()
    yield running
    running.stop()
