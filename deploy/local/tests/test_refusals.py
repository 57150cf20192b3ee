"""A start that cannot be: a plain sentence, exit 1, nothing left behind."""

import os
import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest

from parley_local import checks
from parley_local.errors import CannotStart
from parley_local.settings import settle
from parley_local.testing import Stack

Usage = namedtuple("Usage", "total used free")


def test_a_taken_port_is_named_with_its_setting(light: Stack) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status, output = light.up(PARLEY_PORT=str(port))

    assert status == 1
    assert f"Port {port} on 127.0.0.1, which the api listens on, is taken" in output
    assert "set PARLEY_PORT to another port" in output
    assert "Traceback" not in output
    assert not (light.var / "postgres").exists()


def test_two_services_on_one_port_are_refused(light: Stack) -> None:
    status, output = light.up(PARLEY_GATEWAY_PORT="18999", PARLEY_WORKER_PORT="18999")

    assert (status, "PARLEY_GATEWAY_PORT and PARLEY_WORKER_PORT are both 18999" in output) == (1, True)


def test_a_port_that_is_no_number_is_refused(light: Stack) -> None:
    status, output = light.up(PARLEY_PORT="http")

    assert (status, "PARLEY_PORT=http is no port" in output) == (1, True)


def test_a_setting_that_services_would_refuse_is_refused_before_anything_starts(light: Stack) -> None:
    status, output = light.up(PARLEY_COLOUR="blue", PARLEY_EVENT_DAYS="never")

    assert status == 1
    assert "PARLEY_COLOUR is not a setting of Parley" in output
    assert "PARLEY_EVENT_DAYS: 'never' is not allowed; it must be a whole number from 1 to 3650." in output
    assert "Traceback" not in output
    assert not (light.var / "postgres").exists()


@pytest.mark.parametrize("broken", ["migrate", "api", "beat"])
def test_a_process_that_fails_to_start_shows_its_log_and_stops_all(stack: Stack, broken: str) -> None:
    status, output = stack.up(STAND_IN=f"{broken}:fail")

    assert status == 1
    assert "ended with status 3 while starting" in output
    assert "    broken on purpose" in output
    assert str(stack.var / "log" / f"{broken}.log") in output
    assert "Traceback" not in output
    assert stack.run() == {}
    assert stack.leftovers() == []


def test_a_log_of_earlier_starts_is_not_shown(light: Stack) -> None:
    light.up(STAND_IN="api:fail")

    _, output = light.up(STAND_IN="api:fail")

    assert output.count("broken on purpose") == 1


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - 10**8, 10**8))

    with pytest.raises(CannotStart, match="has 100 MB free, and Parley wants 500: make room"):
        checks.require_space(tmp_path)


def test_a_var_that_is_a_file_is_told(light: Stack) -> None:
    light.var.write_text("")

    status, output = light.up()

    assert (status, "is not a folder" in output) == (1, True)
    light.var.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_var_of_somebody_else_is_told(light: Stack) -> None:
    light.var.mkdir()
    os.chown(light.var, 54321, 54321)

    status, output = light.up()

    assert (status, "belongs to user 54321, and you are root" in output) == (1, True)
    assert list(light.var.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_var_is_told(light: Stack) -> None:
    light.var.mkdir(mode=0)

    status, output = light.up()

    light.var.chmod(0o700)
    assert (status, "may not be read and written" in output) == (1, True)


def test_a_damaged_secrets_file_is_told(light: Stack) -> None:
    light.var.mkdir()
    (light.var / "secrets.json").write_text("{")

    status, output = light.up()

    assert (status, "secrets.json is damaged" in output) == (1, True)


def test_a_host_that_is_not_ours_is_told(tmp_path: Path) -> None:
    settings = settle({"PARLEY_HOST": "192.0.2.1"}, tmp_path)

    with pytest.raises(CannotStart, match=r"on 192\.0\.2\.1"):
        checks.require_ports(settings)


def test_a_redis_that_does_not_answer_is_named_before_the_services_wait_for_it(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "var")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    status, output = stack.up(REDIS_URL=f"redis://:a-secret@127.0.0.1:{port}/0")

    assert status == 1
    assert f"No Redis server answers at 127.0.0.1:{port}, which REDIS_URL names" in output
    assert "a-secret" not in output
    assert "Traceback" not in output
    assert "worker" not in output
    assert stack.leftovers() == []
