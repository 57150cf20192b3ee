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


def test_every_row_of_the_page_on_async_django_has_all_columns() -> None:
    page = (ROOT / "docs" / "async-django.md").read_text()
    tables = re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE)

    assert len(tables) >= 2
    for table in tables:
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
        assert [row for row in rows if len(row) != len(rows[0]) or not all(row)] == []


def test_every_test_and_comparison_that_the_page_on_async_django_names_is_there() -> None:
    page = (ROOT / "docs" / "async-django.md").read_text()
    comparisons = ROOT / "loadtests" / "src" / "parley_loadtests" / "bench" / "comparisons"
    sources = "".join(path.read_text() for path in ROOT.glob("*/**/tests/**/test_*.py"))

    named = re.findall(r"`make bench NAME=(\w+)`", page)
    assert set(named) == {path.stem for path in comparisons.glob("[a-z]*.py")}
    assert [name for name in re.findall(r"`(test_\w+)`", page) if f"def {name}(" not in sources] == []
