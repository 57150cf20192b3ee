"""Fixtures of the gateway's tests."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gateway_lab import Gateway

    from parley.testing.servers import Ports

sys.path.insert(0, str(Path(__file__).parent))

SERVERS = ("uvicorn", "daphne")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "each_server: what it tests depends on the server: ask them all")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What depends on the server is asked of both, and the rest of uvicorn."""
    if "gateway" in metafunc.fixturenames:
        asked = SERVERS if metafunc.definition.get_closest_marker("each_server") else SERVERS[:1]
        metafunc.parametrize("gateway", asked, indirect=True, scope="session")


@pytest.fixture(scope="session")
def gateway(
    request: pytest.FixtureRequest,
    servers: "Ports",
    database: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> "Iterator[Gateway]":
    """One process of a server for all tests that leave it as it was."""
    from gateway_lab import Gateway  # it imports models, and this file is read before Django is set up

    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    environment = {**servers.environment(), "PARLEY_LOG_LEVEL": "info", "PARLEY_STRANGERS": "20"}
    running = Gateway(environment, log, server=request.param).start()
    yield running
    running.stop()
