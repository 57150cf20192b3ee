"""Opaque cursors of lists that go by id: the last id of the page before."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from parley.errors import Invalid

START = UUID(int=0)
# 16 bytes; the decoder itself passes over what is no base64. The last letter bears four of its six bits.
_CURSOR = re.compile("[A-Za-z0-9_-]{21}[AQgw]")


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows, and the cursor of the next page or None."""

    rows: Sequence[T]
    cursor: str | None


def after(cursor: str | None) -> UUID:
    """The id that a page starts after. Raises Invalid."""
    if cursor is None:
        return START
    if _CURSOR.fullmatch(cursor):
        return UUID(bytes=urlsafe_b64decode(cursor + "=="))
    fault = {"field": "cursor", "message": "is none that this list gave"}
    raise Invalid("Start without a cursor, or with the one that the page before gave.", errors=[fault])


def page[T](rows: Sequence[T], limit: int, *, key: str = "id") -> Page[T]:
    """A page of rows that were read with `limit + 1`."""
    if len(rows) <= limit:
        return Page(rows, None)
    last: Any = getattr(rows[limit - 1], key)
    return Page(rows[:limit], urlsafe_b64encode(last.bytes).decode().rstrip("="))
