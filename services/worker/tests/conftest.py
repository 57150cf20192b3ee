"""Fixtures of the worker's tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley_local import valkey

# A worker process imports the sample tasks by name, and so do the tests that send them.
sys.path.insert(0, str(Path(__file__).parent))

from live_lab import Live
from pool_lab import Celery, Lab


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("pool")
    with valkey.running(folder / "valkey") as url:
        lab = Lab(folder, url)
        yield lab
        lab.close()


@pytest.fixture
def lab(broker: Lab) -> Lab:
    broker.board.flushdb()
    return broker


@pytest.fixture(scope="session")
def worker(broker: Lab) -> Celery:
    """One worker for all tests that leave it as it was; never more than 200 jobs at once."""
    return broker.start_worker(concurrency=200)


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    live = Live(tmp_path_factory.mktemp("live"))
    yield live
    live.close()


@pytest.fixture
def live(surroundings: Live) -> Iterator[Live]:
    """Postgres and Valkey with nothing owed; what the test starts is ended with it."""
    yield surroundings
    surroundings.reset()
