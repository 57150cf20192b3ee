"""Stops asking a server that does not answer, for a moment at a time."""

import time


class Breaker:
    """Open after a failure, for `seconds`; then one try decides."""

    def __init__(self, seconds: float = 0.5) -> None:
        self._seconds = seconds
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def trip(self) -> bool:
        """Note a failure; whether the breaker was closed long enough for this to be news."""
        now = time.monotonic()
        is_news = now - self._until > self._seconds
        self._until = now + self._seconds
        return is_news

    def reset(self) -> None:
        self._until = 0.0
