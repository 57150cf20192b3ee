"""How many statements a request ran: its log line says so, and tests hold it low."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Count:
    """Statements since the count began, also those of tasks that began within it."""

    __slots__ = ("statements",)

    def __init__(self) -> None:
        self.statements = 0


_count: ContextVar[Count | None] = ContextVar("statements", default=None)


def add() -> None:
    """Note one statement, where somebody counts."""
    count = _count.get()
    if count is not None:
        count.statements += 1


@contextmanager
def counted() -> Iterator[Count]:
    count = Count()
    token = _count.set(count)
    try:
        yield count
    finally:
        _count.reset(token)
