"""The settings of a stack, from its caller's environment."""

from pathlib import Path

from parley_local import ports
from parley_local.kept import Kept
from parley_local.settings import ROOT, settle, var_folder


def test_by_default_the_api_is_on_8000_and_the_gateway_next_to_it(tmp_path: Path) -> None:
    shown = settle({}, tmp_path).shown

    assert (shown["PARLEY_PORT"], shown["PARLEY_GATEWAY_PORT"]) == ("8000", "8001")
    assert shown["PARLEY_PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert shown["PARLEY_WS_URL"] == "ws://127.0.0.1:8001/ws"
    assert shown["PARLEY_HOST"] == "127.0.0.1"


def test_port_0_asks_for_free_ports(tmp_path: Path) -> None:
    shown = settle({"PARLEY_PORT": "0"}, tmp_path).shown

    found = {shown["PARLEY_PORT"], shown["PARLEY_GATEWAY_PORT"], shown["PARLEY_WORKER_PORT"]}
    assert len(found) == 3
    assert all(ports.is_free(int(port)) for port in found)


def test_listening_everywhere_is_reached_on_loopback(tmp_path: Path) -> None:
    settings = settle({"PARLEY_HOST": "0.0.0.0"}, tmp_path)

    assert settings.host == "0.0.0.0"
    assert settings.shown["PARLEY_PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_what_the_caller_says_wins(tmp_path: Path) -> None:
    caller = {
        "PARLEY_SECRET_KEY": "k",
        "PARLEY_PUBLIC_URL": "https://chat.example",
        "REDIS_URL": "redis://r/0",
    }

    settings = settle(caller, tmp_path)

    assert caller.items() <= settings.shown.items()
    assert (settings.owns_postgres, settings.owns_valkey) == (True, False)


def test_what_make_sets_for_itself_is_not_handed_on(tmp_path: Path) -> None:
    environment = settle(
        {"MAKEFLAGS": "-j", "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/h"}, tmp_path
    ).environment

    assert "MAKEFLAGS" not in environment
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["HOME"] == "/h"


def test_kept_secrets_and_ports_stay(tmp_path: Path) -> None:
    first = Kept.load(tmp_path)
    first.save(tmp_path)

    assert Kept.load(tmp_path) == first


def test_a_kept_port_that_is_taken_gives_way(tmp_path: Path) -> None:
    first = Kept.load(tmp_path)
    first.save(tmp_path)

    second = Kept.load(tmp_path, taken={first.postgres_port})

    assert second.postgres_port != first.postgres_port
    assert second.postgres_password == first.postgres_password


def test_var_is_in_the_checkout_unless_it_is_moved() -> None:
    assert var_folder({}) == ROOT / "var"
    assert (ROOT / "Makefile").exists()
    assert var_folder({"PARLEY_VAR": "/elsewhere/"}) == Path("/elsewhere")
