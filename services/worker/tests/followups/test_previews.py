"""Which links of a message are followed up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.actions.followup.advance import Change
from parley.ids import StreamName
from parley_worker.followups.previews import MAX_LINKS, find_links, on_message


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("no link here", []),
        (
            "see https://ferry.example/a, and http://ferry.example/b.",
            ["https://ferry.example/a", "http://ferry.example/b"],
        ),
        ("(https://ferry.example/a?b=c#d)", ["https://ferry.example/a?b=c#d"]),
        ("https://ferry.example https://ferry.example", ["https://ferry.example"]),
        ("<https://ferry.example/x>", ["https://ferry.example/x"]),
        ("ftp://ferry.example javascript:alert(1)", []),
        ("HTTPS://Ferry.example/A", ["HTTPS://Ferry.example/A"]),
        ("https://ferry.example/" + "x" * 3000, []),
    ],
)
def test_links_are_found_without_the_marks_around_them(body: str, links: list[str]) -> None:
    assert find_links(body) == links


@given(st.text(max_size=2000))
def test_whatever_the_text_there_are_few_links_and_each_once(body: str) -> None:
    links = find_links(body)

    assert len(links) <= MAX_LINKS
    assert len(set(links)) == len(links)


def test_the_same_link_of_the_same_message_is_one_job() -> None:
    posted = change("message.posted", "https://ferry.example/a")
    edited = change("message.edited", "now https://ferry.example/a and https://ferry.example/b")

    keys = [job.key for event in (posted, edited) for job in on_message(event)]

    assert len(keys) == 3
    assert len(set(keys)) == 2


def test_a_deleted_message_has_no_links() -> None:
    assert list(on_message(change("message.posted", None))) == []


def change(kind: str, body: str | None) -> Change:
    data = {"id": "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "body": body}
    return Change(StreamName("channel:0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"), 1, kind, data)
