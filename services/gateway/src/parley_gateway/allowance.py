"""So many at once, and so many a second after that."""

import time


class Allowance:
    """A bucket of a socket's own: full at first, refilled `rate` a second up to `burst`. A rate of 0 lifts it."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, *, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether there was one left."""
        if self._rate <= 0:
            return True
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
