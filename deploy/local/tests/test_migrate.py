"""Migrations run when they may have something to do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parley_local import postgres

type Migrate = Callable[[], int]


def _sql(url: str, statement: str) -> None:
    subprocess.run([postgres.program("psql"), "-Xq", url, "-c", statement], check=True, capture_output=True)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres.running(tmp_path_factory.mktemp("migrate") / "pg", fsync=False) as url:
        _sql(url, "create table django_migrations (id serial, app text, name text)")
        yield url


@pytest.fixture
def migrate(url: str, tmp_path: Path) -> Migrate:
    """Runs it with a stand-in for `parley`; the answer is how often that has run so far."""
    parley, runs = tmp_path / "parley", tmp_path / "runs"
    parley.write_text(f'#!/bin/sh\necho "$@" >> {runs}\n')
    parley.chmod(0o755)
    environment = {**os.environ, "DATABASE_URL": url, "PARLEY_VAR": str(tmp_path)}

    def run() -> int:
        subprocess.run([sys.executable, "-m", "parley_local.migrate", parley], env=environment, check=True)
        return len(runs.read_text().splitlines())

    return run


def test_it_runs_once_for_the_same_code_and_database(migrate: Migrate) -> None:
    assert [migrate(), migrate(), migrate()] == [1, 1, 1]


def test_a_database_of_another_shape_makes_it_run(migrate: Migrate, url: str) -> None:
    migrate()
    _sql(url, "insert into django_migrations (app, name) values ('parley', '0002')")

    assert [migrate(), migrate()] == [2, 2]


def test_after_a_day_it_runs_again(migrate: Migrate, tmp_path: Path) -> None:
    migrate()
    os.utime(tmp_path / "migrated", (0, 0))

    assert migrate() == 2


def test_a_failed_run_is_repeated(url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "PARLEY_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "parley_local.migrate", "/bin/false"]

    done = subprocess.run(command, env=environment)

    assert done.returncode != 0
    assert not (tmp_path / "migrated").exists()
