"""The description of the API, and the page that shows it."""

import json
import re
from pathlib import Path

import pytest
from api_lab import DESCRIBED, Client

from parley_api import contracts
from parley_api.openapi import operations

PAGES = Path(contracts.__file__).parent / "pages"


async def test_the_description_needs_no_sign_in(anybody: Client) -> None:
    answer = await anybody.ask("GET", "//api/v1/openapi.json")

    assert answer.status == 200
    assert answer.body == DESCRIBED
    assert answer.body["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs/docs.js", "/api/docs/docs.css"])
async def test_the_page_needs_no_sign_in_and_loads_nothing_from_elsewhere(anybody: Client, path: str) -> None:
    answer = await anybody.ask("GET", f"/{path}")

    assert answer.status == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"""(?:src|href|url|import)\W{1,3}(?:https?:)?//""", answer.body)


def test_nothing_on_the_page_is_inline() -> None:
    page = (PAGES / "docs.html").read_text()

    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", page)


def test_every_operation_says_what_it_answers() -> None:
    for path, method, _ in operations():
        operation = DESCRIBED["paths"][path][method.lower()]
        assert operation["summary"]
        assert any(status.startswith("2") for status in operation["responses"])
        assert "500" in operation["responses"]


def test_the_committed_contracts_are_current() -> None:
    for name, content in contracts.contracts().items():
        committed = (contracts.FOLDER / name).read_bytes()
        assert committed == content, f"{name} is stale: run `make contracts`"


def test_every_problem_has_a_code_of_its_own() -> None:
    rows = json.loads(contracts.problems())

    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert all(row["detail"].endswith(".") and 400 <= row["status"] < 600 for row in rows)


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/docs"])
async def test_the_pages_are_only_read(anybody: Client, path: str) -> None:
    answer = await anybody.ask("PATCH", f"/{path}", {})

    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "method_not_allowed", "GET, HEAD")
