"""A socket is an open file, and 1,024 of them are few."""

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from gateway_lab import Gateway

from parley.testing.servers import Ports


@pytest.fixture
def few() -> Iterator[int]:
    """What this process starts may have few files open, though the system allows more."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = min(1024, most - 1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
    yield few
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells another process' limits")
def test_a_gateway_takes_more_sockets_than_its_shell_would_allow(
    servers: Ports, database: None, tmp_path: Path, few: int
) -> None:
    gateway = Gateway(servers.environment(), tmp_path / "gateway.log").start()
    try:
        allowed, most = psutil.Process(gateway.process.pid).rlimit(psutil.RLIMIT_NOFILE)
    finally:
        gateway.stop()

    assert few < allowed <= most
    assert allowed in (most, 20_200)
