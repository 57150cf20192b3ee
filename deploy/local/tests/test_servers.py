"""PostgreSQL and Valkey on their own, as tests use them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from parley_local import child, postgres, valkey
from parley_local.errors import CannotStart
from parley_local.testing import until


def _sql(url: str, statement: str) -> str:
    command = [postgres.program("psql"), "-XAt", url, "-c", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_postgres_runs_with_the_callers_options(tmp_path: Path) -> None:
    with postgres.running(tmp_path / "pg", {"work_mem": "7MB"}, fsync=False) as url:
        shown = [_sql(url, f"show {name}") for name in ("work_mem", "fsync", "listen_addresses", "timezone")]

    assert shown == ["7MB", "off", "127.0.0.1", "UTC"]


def test_fault_tests_may_keep_commits_durable(tmp_path: Path) -> None:
    with postgres.running(tmp_path / "pg", {"synchronous_commit": "on"}, fsync=False) as url:
        assert _sql(url, "show synchronous_commit") == "on"


def test_a_postgres_that_is_killed_starts_again_on_its_data(tmp_path: Path) -> None:
    first = postgres.start(tmp_path / "pg")
    _sql(first.url, "create table note as select 'kept' as text")
    os.kill(first.process.pid, signal.SIGKILL)
    first.stop()

    second = postgres.start(tmp_path / "pg", port=first.port)
    try:
        assert second.url == first.url
        assert _sql(second.url, "select text from note") == "kept"
    finally:
        second.stop()


def test_an_interrupted_making_of_the_database_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pg.new" / "data").mkdir(parents=True)
    (tmp_path / "pg.new" / "data" / "PG_VERSION").write_text("18")

    postgres.initialise(tmp_path / "pg", "word", fsync=False)

    assert postgres.is_initialised(tmp_path / "pg")
    assert [path.name for path in tmp_path.iterdir()] == ["pg"]


def test_a_postgres_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match='unrecognized configuration parameter "no_such"'):
        postgres.start(tmp_path / "pg", options={"no_such": 1}, fsync=False)


def test_valkey_wants_its_password_and_keeps_nothing(tmp_path: Path) -> None:
    with valkey.running(tmp_path / "valkey") as url:
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        assert valkey.is_ready(port, "parley")
        assert not valkey.is_ready(port, "another")

    assert {path.name for path in (tmp_path / "valkey").iterdir()} == {"valkey.conf", "valkey.log"}


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux does this")
def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from parley_local import valkey\n"
        f"print(valkey.start(Path({str(tmp_path)!r})).port, flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    port = int(starter.stdout.readline())

    starter.kill()

    starter.communicate()
    until(lambda: not valkey.is_ready(port, "parley"))


def test_a_child_whose_parent_is_gone_does_not_start() -> None:
    done = subprocess.run(
        [sys.executable, child.__file__, "--parent", "1", "--", "/bin/echo", "started"],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert "is gone" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to give up")
@pytest.mark.parametrize("namespaces", [True, False])
def test_root_is_given_up(tmp_path_factory: pytest.TempPathFactory, namespaces: bool) -> None:
    folder = tmp_path_factory.mktemp("given")
    for each in (folder, *folder.parents[:-2]):
        each.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    code = (
        "import os, sys; sys.path.insert(0, os.path.dirname(sys.argv[1])); import child\n"
        f"if not {namespaces}: child._may_enter_user_namespace = lambda: False\n"
        "child.main(['--parent', str(os.getppid()), '--unprivileged', sys.argv[2], '--', '/bin/sh', '-c', sys.argv[3]])"
    )
    script = f"id -u; touch {data}/made && stat -c %u {data}"

    done = subprocess.run(
        [sys.executable, "-c", code, child.__file__, str(data), script], capture_output=True, text=True
    )

    assert done.stdout.split() == ["65534", "65534"], done.stderr
    assert data.stat().st_uid == (0 if namespaces else 65534)
