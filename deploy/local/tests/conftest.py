"""A stack of real processes for each test that wants one, in a folder and on ports of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley_local.testing import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Stand-ins for the services on PostgreSQL and Valkey of their own; taken down, with nothing left, at the end."""
    stack = Stack(tmp_path / "var", [sys.executable, Path(__file__).with_name("stand_in.py")])
    try:
        yield stack
    finally:
        stack.down()
    assert stack.leftovers() == []


@pytest.fixture
def light(stack: Stack) -> Stack:
    """The same without the two servers, which it believes to be elsewhere."""
    stack.environment |= {"DATABASE_URL": "postgresql://elsewhere/parley", "REDIS_URL": "redis://elsewhere/0"}
    return stack
