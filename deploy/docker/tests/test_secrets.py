"""`make secrets`: made once, for a container's user to read and for nobody else on the host."""

import os
import stat
import sys
from pathlib import Path

import pytest
import yaml

from parley.config import load

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "deploy" / "docker"))

import make_secrets  # noqa: E402


def test_what_compose_reads_is_made_once_and_is_good(tmp_path: Path) -> None:
    make_secrets.main(tmp_path)
    first = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    make_secrets.main(tmp_path)

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert set(first) == set(compose["secrets"])
    assert {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()} == first
    files = {name: str(tmp_path / "secrets" / name) for name in first}
    settings = load(
        {
            "DATABASE_URL_FILE": files["database_url"],
            "REDIS_URL_FILE": files["redis_url"],
            "PARLEY_SECRET_KEY_FILE": files["secret_key"],
            "PARLEY_SETUP_KEY_FILE": files["setup_key"],
        }
    )
    assert first["postgres_password"].strip() in settings.database_url
    assert first["valkey_password"].strip() in settings.redis_url


def test_only_the_owner_reaches_them(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        make_secrets.main(tmp_path)
    finally:
        os.umask(before)

    folder = tmp_path / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o444}


def test_it_says_where_to_set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".env").write_text("PARLEY_PUBLIC_URL='https://chat.example/'\n")

    make_secrets.main(tmp_path)

    key = (tmp_path / "secrets" / "setup_key").read_text().strip()
    assert f"https://chat.example/setup?key={key}" in capsys.readouterr().out
