"""`parley job`: a person sees what is dead and why, and lets it be tried again or gives it up."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parley import db
from parley.actions.job.claim import claim_jobs
from parley.actions.job.fail import fail_job
from parley.models import Job
from parley.testing.servers import Ports
from parley.testing.world import empty

type Run = Callable[..., subprocess.CompletedProcess[str]]
type Answer = Callable[..., Any]


@pytest.fixture
async def run(servers: Ports, database: None) -> Run:
    """Run `parley job` on a database that was empty when the test began."""
    await empty()
    command = [str(Path(sys.executable).with_name("parley")), "job"]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**inherited, **servers.environment()}

    def run_job(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *words], env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    return run_job


@pytest.fixture
def answer(run: Run) -> Answer:
    def answer_json(*words: str) -> Any:
        done = run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return answer_json


@pytest.fixture
async def dead(run: Run) -> int:
    """Two jobs are owed; this one is dead."""
    async with db.transaction() as tx:
        await tx.insert(Job(key="mail:1", kind="mail", data={"to": "ada@tidewater.example"}))
        await tx.insert(Job(key="preview:1", kind="preview", data={"url": "https://ferry.example/"}))
    (job,) = await claim_jobs(kinds=("preview",), limit=1)
    await fail_job(job, error="OSError: the page answered 503", is_final=True)
    return job.id


def test_the_dead_are_listed_with_their_reason(run: Run, answer: Answer, dead: int) -> None:
    listed = answer("list", "--state", "dead")

    assert listed["counts"] == {"waiting": 1, "running": 0, "dead": 1}
    (job,) = listed["jobs"]
    assert (job["id"], job["kind"], job["state"], job["attempts"]) == (dead, "preview", "dead", 1)
    assert job["error"] == "OSError: the page answered 503"
    assert "data" not in job
    plain = run("list")
    assert plain.stdout.splitlines()[0] == "1 waiting, 0 running, 1 dead."
    assert "the page answered 503" in plain.stdout


def test_all_of_a_job_is_shown(run: Run, answer: Answer, dead: int) -> None:
    job = answer("show", str(dead))

    assert (job["data"], job["key"]) == ({"url": "https://ferry.example/"}, "preview:1")
    assert job["dead_at"].endswith("Z")
    assert "https://ferry.example/" in run("show", str(dead)).stdout


def test_a_job_that_is_not_there_is_said_in_a_sentence(run: Run) -> None:
    done = run("show", "1")

    assert done.returncode == 1
    assert "There is no job 1" in done.stderr


def test_a_replayed_job_waits_again(answer: Answer, dead: int) -> None:
    (replayed,) = answer("replay", str(dead))["replayed"]

    assert answer("show", str(replayed))["state"] == "waiting"
    assert answer("replay", "--all") == {"replayed": []}


def test_a_forgotten_job_is_gone_and_what_is_owed_stays(answer: Answer, dead: int) -> None:
    assert answer("forget", "--all", "--kind", "mail") == {"forgotten": 0}
    assert answer("forget", "--all") == {"forgotten": 1}

    counts = answer("list")["counts"]
    assert counts == {"waiting": 1, "running": 0, "dead": 0}


@pytest.mark.parametrize("words", [[], ["1", "--all"], ["1", "--kind", "mail"]])
def test_all_are_replayed_only_where_that_is_said(run: Run, words: list[str]) -> None:
    done = run("replay", *words)

    assert done.returncode == 1
    assert "--all" in done.stderr
