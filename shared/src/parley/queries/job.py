"""What a claim of a job holds."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job and the attempt it is at; both together are the claim."""

    id: int
    key: str
    kind: str
    data: dict[str, Any]
    attempt: int
