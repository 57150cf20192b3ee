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


@pytest.fixture(scope="session", params=["uvicorn", "daphne"])
def gateway(
    request: pytest.FixtureRequest,
    servers: "Ports",
    database: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> "Iterator[Gateway]":
    """One process of each server for all tests that leave it as it was: both keep the same promises."""
    from gateway_lab import Gateway  # it imports models, and this file is read before Django is set up

    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    environment = {**servers.environment(), "PARLEY_LOG_LEVEL": "info", "PARLEY_STRANGERS": "20"}
    running = Gateway(environment, log, server=request.param).start()
    yield running
    running.stop()
