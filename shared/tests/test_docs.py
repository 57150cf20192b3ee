"""The pages in docs/ name what the code has."""

import json
import re
from pathlib import Path

import pytest

from parley.events import KINDS
from parley.policies.message import MAX_BODY

ROOT = Path(__file__).parents[2]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
PROBLEMS = json.loads((ROOT / "shared" / "contracts" / "problems.json").read_text())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_event_is_in_the_protocol_with_its_streams(kind: str) -> None:
    payloads = KINDS[kind].payloads
    names = ", ".join(f"`{payload.__name__}`" for payload in dict.fromkeys(payloads.values()))

    assert f"| `{kind}` | {', '.join(payloads)} | {names} |" in PROTOCOL


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem["code"])
def test_each_code_is_in_the_protocol(problem: dict[str, object]) -> None:
    assert f"| `{problem['code']}` | {problem['status']} | {problem['title']} |" in PROTOCOL


def test_the_limit_of_a_message_is_the_one_that_holds() -> None:
    assert f"| a message | {MAX_BODY:,} code points |" in PROTOCOL


def test_the_protocol_names_no_kind_that_is_not_there() -> None:
    table = PROTOCOL.partition("### Kinds of events")[2].partition("###")[0]
    named = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]

    assert named == list(KINDS)


def test_every_file_that_the_page_on_async_django_names_is_there() -> None:
    page = (ROOT / "docs" / "async-django.md").read_text()
    named = re.findall(r"`((?:shared|services|loadtests|deploy)/[^`\s]*)`", page)

    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
