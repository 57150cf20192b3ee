"""What these tests read, in the words of the Dockerfile."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from images import Instructions


@pytest.fixture(scope="session")
def dockerfile() -> "Instructions":
    from images import read_dockerfile

    return read_dockerfile()
