"""Whether the process lives and can serve."""

import sys
from typing import Any

import psycopg
from api_lab import Client


async def test_a_living_process_says_ok(anybody: Client) -> None:
    answer = await anybody.ask("GET", "//healthz")

    assert (answer.status, answer.body) == (200, "ok")


async def test_ready_names_what_is_needed(anybody: Client) -> None:
    answer = await anybody.ask("GET", "//readyz")

    assert answer.status == 200
    assert answer.body == {"ready": True, "database": True, "bus": True, "weeks_ahead": 8}


async def test_without_the_database_it_is_not_ready(anybody: Client, monkeypatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(sys.modules["parley.db.transaction"], "pool", fail)

    answer = await anybody.ask("GET", "//readyz")

    assert (answer.status, answer.body["ready"], answer.body["database"]) == (503, False, False)
    assert (await anybody.ask("GET", "//healthz")).status == 200


async def test_without_the_bus_it_is_ready_and_says_so(anybody: Client, monkeypatch) -> None:
    class Gone:
        async def ping(self) -> None:
            raise OSError

    monkeypatch.setattr("parley.bus.client", Gone)

    answer = await anybody.ask("GET", "//readyz")

    assert (answer.status, answer.body["ready"], answer.body["bus"]) == (200, True, False)
