"""The whole stack: started, found, stopped, started again."""

import stat
import subprocess
from pathlib import Path

import psutil

from parley_local import postgres
from parley_local.testing import Stack, finish

SERVICES = {"api", "gateway", "worker", "beat"}


def _sql(url: str, statement: str) -> str:
    command = [postgres.program("psql"), "-XAt", url, "-c", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_up_starts_all_and_prints_the_address_and_the_link(stack: Stack) -> None:
    status, output = stack.up()

    assert status == 0, output
    run = stack.run()
    key = run["environment"]["PARLEY_SETUP_KEY"]
    for line in ("database made", "PostgreSQL", "Valkey", "migrations", "api", "gateway", "worker", "beat"):
        assert line in output
    assert f"Parley is up at {run['public_url']}\n" in output
    assert f"{run['public_url']}/setup?key={key}" in output
    assert {each["name"] for each in run["processes"]} == SERVICES | {"postgres", "valkey"}
    assert all(each["ready"] and psutil.pid_exists(each["pid"]) for each in run["processes"])


def test_what_holds_secrets_is_the_owners_alone(stack: Stack) -> None:
    stack.up()

    for name in ("run.json", "secrets.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((stack.var / name).stat().st_mode) == 0o600
    command_lines = [psutil.Process(pid).cmdline() for pid in stack.pids().values()]
    password = stack.run()["environment"]["REDIS_URL"].split("@")[0].split(":")[-1]
    assert password
    assert password not in str(command_lines)


def test_nothing_listens_beyond_loopback(stack: Stack) -> None:
    stack.up()

    listening = [
        connection.laddr.ip
        for pid in stack.pids().values()
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 5
    assert set(listening) == {"127.0.0.1"}


def test_a_second_up_says_so_and_changes_nothing(light: Stack) -> None:
    light.up()
    before = light.pids()

    status, output = light.up()

    assert status == 0
    assert "up already at" in output
    assert light.pids() == before


def test_two_at_once_start_one_stack(light: Stack) -> None:
    both = [light.begin(), light.begin()]

    outcomes = [finish(each) for each in both]

    assert [status for status, _ in outcomes] == [0, 0], outcomes
    assert sum("up already at" in output for _, output in outcomes) == 1
    assert light.log("supervisor").count("api started") == 1


def test_down_ends_all_and_says_so_once(light: Stack) -> None:
    light.up()

    assert light.down() == (0, "Parley is down.\n")

    assert light.run() == {}
    assert light.leftovers() == []
    assert light.down() == (0, "Parley is not running.\n")


def test_down_without_a_stack_is_well(tmp_path: Path) -> None:
    status, output = Stack(tmp_path / "never").down()

    assert (status, output) == (0, "Parley is not running.\n")


def test_data_and_ports_outlive_the_stack(stack: Stack) -> None:
    stack.up()
    before = stack.run()["environment"]
    _sql(before["DATABASE_URL"], "create table note as select 'kept' as text")
    stack.down()

    status, output = stack.up()

    after = stack.run()["environment"]
    assert status == 0
    assert "database made" not in output
    assert after["DATABASE_URL"] == before["DATABASE_URL"]
    assert after["REDIS_URL"] == before["REDIS_URL"]
    assert _sql(after["DATABASE_URL"], "select text from note") == "kept"


def test_a_lost_secrets_file_does_not_lock_the_database(stack: Stack) -> None:
    stack.up()
    _sql(stack.run()["environment"]["DATABASE_URL"], "create table note as select 'kept' as text")
    stack.down()
    (stack.var / "secrets.json").unlink()

    status, output = stack.up()

    assert status == 0, output
    assert _sql(stack.run()["environment"]["DATABASE_URL"], "select text from note") == "kept"


def test_acknowledged_writes_are_durable(stack: Stack) -> None:
    stack.up()
    url = stack.run()["environment"]["DATABASE_URL"]

    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        assert _sql(url, f"show {name}") == "on"


def test_servers_that_are_given_are_used_and_none_is_started(light: Stack) -> None:
    status, _ = light.up()

    run = light.run()
    assert status == 0
    assert {each["name"] for each in run["processes"]} == SERVICES
    assert run["environment"]["DATABASE_URL"] == "postgresql://elsewhere/parley"
    assert run["environment"]["REDIS_URL"] == "redis://elsewhere/0"
    api = psutil.Process(light.pids()["api"]).environ()
    assert api["DATABASE_URL"] == "postgresql://elsewhere/parley"
    assert not (light.var / "postgres").exists()


def test_the_callers_settings_reach_the_processes(light: Stack) -> None:
    light.up(PARLEY_LOG_LEVEL="debug")

    api = psutil.Process(light.pids()["api"]).environ()
    assert api["PARLEY_LOG_LEVEL"] == "debug"
    assert api["PARLEY_VAR"] == str(light.var)
    assert api["PARLEY_PORT"] == str(light.process("api")["port"])
