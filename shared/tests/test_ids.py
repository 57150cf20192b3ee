"""Ids rise with time; a stream has one name."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.ids import STREAM_KINDS, new_id, parse_stream, stream_name


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = new_id()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert UUID(str(made)) == made


@given(st.sampled_from(STREAM_KINDS), st.uuids())
def test_a_name_is_read_back(kind: str, subject: UUID) -> None:
    assert parse_stream(stream_name(kind, subject)) == (kind, subject)


@pytest.mark.parametrize(
    "change", [str.upper, lambda name: name.replace("-", ""), lambda name: "room" + name[7:]]
)
def test_another_spelling_is_no_name(change: object) -> None:
    name = stream_name("channel", UUID("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"))

    assert parse_stream(change(name)) is None  # pyright: ignore[reportCallIssue]


@given(st.text())
def test_whatever_else_is_none_or_canonical(name: str) -> None:
    parsed = parse_stream(name)

    assert parsed is None or stream_name(*parsed) == name
