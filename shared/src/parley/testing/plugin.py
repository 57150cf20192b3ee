"""The pytest plugin of all suites: servers on free ports, started at their first use, and a world to act in."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
from django.core.management import call_command

from parley import config
from parley.testing.servers import Ports, choose_ports

_ports = pytest.StashKey[Ports]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-contracts",
        action="store_true",
        help="write shared/contracts/examples before they are compared",
    )
    parser.addoption(
        "--histories",
        type=int,
        default=1,
        help="run so many times the generated histories, and others each time",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Fix the addresses before any test module imports a model; the servers come with the first test that asks."""
    ports = config.stash[_ports] = choose_ports()
    use_settings(ports)
    django.setup()
    from parley.testing.histories import use_factor  # it imports models

    use_factor(int(config.getoption("--histories") or 1))


def use_settings(ports: Ports) -> None:
    config.use(config.load(ports.environment()))
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "parley.settings"


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[Ports]:
    """A migrated database and an empty Valkey."""
    from parley_local import postgres, valkey

    ports = request.config.stash[_ports]
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-", ignore_cleanup_errors=True))
        )
        server = postgres.start(folder / "postgres", port=ports.postgres, fsync=False)
        stack.callback(server.stop)
        bus = valkey.start(folder / "valkey", port=ports.valkey)
        stack.callback(bus.stop)
        call_command("migrate", verbosity=0, skip_checks=True)
        from django.db import connections

        connections.close_all()
        yield ports


@pytest.fixture(scope="session")
async def database(servers: Ports) -> AsyncIterator[None]:
    """The log's weeks, and an end to what the loop holds."""
    from parley import bus, db
    from parley.actions.log.partitions import ensure_partitions
    from parley.writes import send

    await ensure_partitions()
    yield
    await send.close()
    await bus.close()
    await db.close()


@pytest.fixture
async def world(database: None) -> object:
    """An empty database with one workspace and its owner."""
    from parley.testing.world import World, empty

    await empty()
    return await World.begin()
