"""What happens when processes are killed."""

import os
import re
import signal
import subprocess

import psutil

from parley_local import postgres
from parley_local.testing import Stack, finish, until


def _pauses(stack: Stack, name: str) -> list[str]:
    """How long the supervisor said it would wait before each new start."""
    return re.findall(
        rf"{name} was ended by SIGKILL after .* starting it again in ([\d.]+) s", stack.log("supervisor")
    )


def _is_ready_again(stack: Stack, name: str, old: int) -> bool:
    process = stack.process(name)
    return process["ready"] and process["pid"] != old


def test_a_dead_process_is_started_again(light: Stack) -> None:
    light.up()
    old = light.pids()["api"]

    os.kill(old, signal.SIGKILL)

    until(lambda: _is_ready_again(light, "api", old))
    assert light.process("api")["restarts"] == 1
    assert _pauses(light, "api") == ["0.2"]


def test_what_dies_again_and_again_is_started_more_and_more_slowly(light: Stack) -> None:
    light.up()

    def kill_three_times() -> bool:
        pid, restarts = light.process("worker")["pid"], light.process("worker")["restarts"]
        if pid and restarts < 3:
            psutil.Process(pid).kill()
            until(lambda: light.process("worker")["restarts"] > restarts)
        return restarts >= 3

    until(kill_three_times)

    assert _pauses(light, "worker") == ["0.2", "0.4", "0.8"]


def test_a_killed_postgres_comes_back(stack: Stack) -> None:
    stack.up()
    old = stack.pids()["postgres"]

    os.kill(old, signal.SIGKILL)

    until(lambda: _is_ready_again(stack, "postgres", old))
    url = stack.run()["environment"]["DATABASE_URL"]
    done = subprocess.run(
        [postgres.program("psql"), "-XAt", url, "-c", "select 1"], capture_output=True, text=True
    )
    assert done.stdout == "1\n", done.stderr


def test_a_killed_supervisor_takes_its_children_along(stack: Stack) -> None:
    stack.up()
    before = stack.leftovers()

    os.kill(stack.pids()["supervisor"], signal.SIGKILL)

    until(lambda: stack.leftovers() == [])
    assert before  # there was something to take along
    assert stack.leftovers() == []


def test_after_a_killed_supervisor_the_next_up_starts_clean(stack: Stack) -> None:
    stack.up()
    old = stack.pids()
    os.kill(old["supervisor"], signal.SIGKILL)

    status, output = stack.up()

    assert status == 0, output
    assert "Parley is up at" in output
    assert not set(old.values()) & set(stack.pids().values())


def test_a_stale_run_file_is_no_reason_to_signal_anybody(light: Stack) -> None:
    light.up()
    stale = (light.var / "run.json").read_text()
    light.down()
    with subprocess.Popen(["sleep", "600"]) as bystander:
        stale = re.sub(r'"(supervisor|pid)": \d+', rf'"\1": {bystander.pid}', stale)
        (light.var / "run.json").write_text(stale)

        down = light.down()
        (light.var / "run.json").write_text(stale)
        status, output = light.up()

        was_alive = bystander.poll() is None
        bystander.kill()
    assert down == (0, "Parley is not running.\n")
    assert (status, "Parley is up at" in output) == (0, True)
    assert was_alive


def test_ctrl_c_while_starting_stops_what_was_started(light: Stack) -> None:
    starting = light.begin(STAND_IN="api:hang")
    until(lambda: "worker is ready" in light.log("supervisor"))

    starting.send_signal(signal.SIGINT)

    status, output = finish(starting)
    assert status == 130
    assert "nothing was left running" in output
    assert light.leftovers() == []
    assert light.run() == {}


def test_a_killed_up_leaves_nothing_half_started(light: Stack) -> None:
    starting = light.begin(STAND_IN="api:hang")
    until(lambda: "worker is ready" in light.log("supervisor"))

    starting.kill()

    finish(starting)
    until(lambda: light.leftovers() == [])
    assert light.run() == {}


def test_down_while_starting_stops_the_start(light: Stack) -> None:
    starting = light.begin(STAND_IN="api:hang")
    until(lambda: "worker is ready" in light.log("supervisor"))

    down = light.down()

    assert down == (0, "Parley is down.\n")
    status, output = finish(starting)
    assert status == 1
    assert "stopped while it started" in output
