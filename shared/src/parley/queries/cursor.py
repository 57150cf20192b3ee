"""Opaque cursors of lists that go by id: the last id of the page before."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from parley.errors import Invalid

START = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows, and the cursor of the next page or None."""

    rows: Sequence[T]
    cursor: str | None


def after(cursor: str | None) -> UUID:
    """The id that a page starts after. Raises Invalid."""
    if cursor is None:
        return START
    try:
        return UUID(bytes=urlsafe_b64decode(cursor + "=="))
    except ValueError:
        fault = {"field": "cursor", "message": "is none that this list gave"}
        raise Invalid(
            "Start without a cursor, or with the one that the page before gave.", errors=[fault]
        ) from None


def page[T](rows: Sequence[T], limit: int, *, key: str = "id") -> Page[T]:
    """A page of rows that were read with `limit + 1`."""
    if len(rows) <= limit:
        return Page(rows, None)
    last: Any = getattr(rows[limit - 1], key)
    return Page(rows[:limit], urlsafe_b64encode(last.bytes).decode().rstrip("="))
