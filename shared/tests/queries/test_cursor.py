"""Cursors of lists: opaque, and each page goes on where the one before ended."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Invalid
from parley.queries.cursor import START, after, page


@dataclass(frozen=True)
class Row:
    id: UUID


@given(st.lists(st.uuids(), unique=True), st.integers(1, 10))
def test_pages_give_each_row_once_in_order(ids: list[UUID], limit: int) -> None:
    rows = [Row(each) for each in sorted(ids) if each != START]
    seen, cursor = [], None

    while True:
        start = after(cursor)
        found = page([row for row in rows if row.id > start][: limit + 1], limit)
        seen += found.rows
        cursor = found.cursor
        if cursor is None:
            break

    assert seen == rows


@given(st.text().filter(lambda text: len(text) != 22))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        after(text)

    assert refused.value.errors[0]["field"] == "cursor"


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "A" * 23])
def test_these_are_none(text: str) -> None:
    with pytest.raises(Invalid):
        after(text)
