"""The command `parley`, as a script runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parley import db
from parley.testing.servers import Ports
from parley.testing.world import World, empty

PARLEY = str(Path(sys.executable).with_name("parley"))
OWNER = [
    "--email",
    "Ada@Tidewater.example",
    "--handle",
    "ada",
    "--password",
    "a long enough one",
    "--role",
    "owner",
]


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [PARLEY, *arguments],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
async def environment(servers: Ports, database: None) -> dict[str, str]:
    await empty()
    return servers.environment()


def answer(*arguments: str, environment: dict[str, str]) -> Any:
    done = run(*arguments, "--json", environment=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_owner_on_an_empty_database_makes_the_workspace(environment: dict[str, str]) -> None:
    user = answer("user", "create", *OWNER, environment=environment)

    assert {key: user[key] for key in ("handle", "email", "role")} == {
        "handle": "ada",
        "email": "ada@tidewater.example",
        "role": "owner",
    }
    token = answer("token", "create", "--user", "ada", environment=environment)
    assert set(token) == {"id", "token"}
    by_email = answer("token", "create", "--user", "ada@tidewater.example", environment=environment)
    by_id = answer("token", "create", "--user", user["id"], environment=environment)
    assert len({token["token"], by_email["token"], by_id["token"]}) == 3


def test_a_member_on_an_empty_database_is_refused_with_a_sentence(environment: dict[str, str]) -> None:
    done = run("user", "create", *OWNER[:-1], "member", environment=environment)

    assert done.returncode == 1
    assert "owner" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_wrong_is_said_by_field(environment: dict[str, str]) -> None:
    done = run(
        "user",
        "create",
        "--email",
        "nonsense",
        "--handle",
        "ada",
        "--password",
        "a long enough one",
        "--role",
        "owner",
        environment=environment,
    )

    assert (done.returncode, done.stderr.strip()) == (1, "email is not an e-mail address.")


def test_a_token_for_nobody_is_refused(environment: dict[str, str]) -> None:
    done = run("token", "create", "--user", "nobody", environment=environment)

    assert done.returncode == 1
    assert "There is no active user nobody." in done.stderr


async def test_an_operator_changes_roles_and_sends_people_away(
    environment: dict[str, str], world: World
) -> None:
    await world.member()

    role = answer("user", "role", "person2", "admin", environment=environment)
    gone = answer("user", "deactivate", "@Person2", environment=environment)
    refused = run("user", "deactivate", "person1", environment=environment)
    back = answer("user", "restore", "person2@tidewater.example", environment=environment)

    assert (role["handle"], role["role"], role["deactivated_at"]) == ("person2", "admin", None)
    assert gone["deactivated_at"] is not None
    assert (refused.returncode, refused.stderr.partition(".")[0]) == (1, "The workspace needs an owner")
    assert back["deactivated_at"] is None


async def test_migrating_twice_changes_nothing(environment: dict[str, str], world: World) -> None:
    assert answer("migrate", environment=environment) == {"weeks_made": []}
    assert await db.reader.one(db.statement("select count(*) from workspace", db.value)) == 1


def test_without_a_stack_and_without_settings_it_says_how_to_start_one(tmp_path: Path) -> None:
    done = run("token", "create", "--user", "ada", environment={"PARLEY_VAR": str(tmp_path)})

    assert done.returncode == 1
    assert "DATABASE_URL is missing" in done.stderr
    assert "make up" in done.stderr


def test_a_database_that_is_not_there_is_said_in_a_sentence(environment: dict[str, str]) -> None:
    nowhere = {**environment, "DATABASE_URL": "postgresql://parley:hush@127.0.0.1:1/parley"}

    done = run("migrate", environment=nowhere)

    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr


def test_status_without_a_stack_fails_plainly(tmp_path: Path) -> None:
    done = run("status", environment={"PARLEY_VAR": str(tmp_path)})

    assert done.returncode == 1
    assert "Nothing runs here" in done.stdout


def test_status_lists_what_is_dead_with_pid_null(tmp_path: Path) -> None:
    processes = [
        {"name": "api", "pid": None, "port": 8000, "ready": False, "restarts": 3},
        {"name": "beat", "pid": os.getpid(), "port": None, "ready": True, "restarts": 0},
    ]
    account = {"public_url": "http://127.0.0.1:8000", "ws_url": "ws://127.0.0.1:8001/ws", "environment": {}}
    (tmp_path / "run.json").write_text(json.dumps({**account, "processes": processes}))

    done = run("status", "--json", environment={"PARLEY_VAR": str(tmp_path)})

    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert (report["public_url"], report["ws_url"]) == (account["public_url"], account["ws_url"])
    api, beat = report["processes"]
    assert api == {"name": "api", "pid": None, "port": 8000, "memory": None, "ready": False}
    assert (beat["pid"], beat["ready"]) == (os.getpid(), True)
    assert beat["memory"] > 1_000_000


@pytest.mark.parametrize(
    "arguments", [[], ["user"], ["user", "create"], ["user", "create", *OWNER, "--role", "king"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str], environment: dict[str, str]) -> None:
    assert run(*arguments, environment=environment).returncode == 2


async def test_what_it_complains_of_is_not_among_its_answers(environment: dict[str, str]) -> None:
    without_redis = {**environment, "REDIS_URL": "redis://127.0.0.1:1/0"}

    done = run("user", "create", *OWNER, "--json", environment=without_redis)

    assert json.loads(done.stdout)["handle"] == "ada"
    assert "bus.publish_failed" in done.stderr
