"""The workflows run what a developer runs, with few rights, from what is pinned."""

import re
from typing import Any

import pytest
import yaml
from images import ROOT, read_dockerfile, stages

# YAML 1.1 reads the key `on` as true; here it stays a word.
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOWS: dict[str, dict[str, Any]] = {
    file.stem: yaml.load(file.read_text(), yaml.BaseLoader) for file in FILES
}
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
PARTS = ("api", "gateway", "worker", "web", "shared", "loadtests", "deploy")
each_workflow = pytest.mark.parametrize("name", WORKFLOWS)


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in WORKFLOWS[name]["jobs"].values() for step in job["steps"]]


@each_workflow
def test_each_line_is_a_command_that_a_developer_has(name: str) -> None:
    for line in [step["run"] for step in steps(name) if "run" in step]:
        if line != ".ci/run":
            word, target, *variables = line.split()
            assert (word, target in TARGETS) == ("make", True), line
            assert all(re.fullmatch(r"NAME=[a-z]+", each) for each in variables), line
            assert not variables or f"{target}: " in MAKEFILE


@each_workflow
def test_each_action_is_pinned_and_leaves_no_credentials(name: str) -> None:
    for step in steps(name):
        if "uses" in step:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", step["uses"])
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"
    assert re.findall(r"uses: \S+ # v\d", (ROOT / ".github" / "workflows" / f"{name}.yml").read_text())


@each_workflow
def test_each_job_has_few_rights_and_an_end(name: str) -> None:
    workflow = WORKFLOWS[name]

    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert int(job["timeout-minutes"]) <= 60


@pytest.mark.parametrize("name", PARTS)
def test_each_part_has_a_workflow_that_its_own_files_start(name: str) -> None:
    on = WORKFLOWS[name]["on"]
    folders = [each.removesuffix("/**") for each in on["push"]["paths"] if each.endswith("/**")]

    assert on["push"]["paths"] == on["pull_request"]["paths"]
    assert any(each.rpartition("/")[2] == name for each in folders)
    assert all((ROOT / each).exists() for each in on["push"]["paths"] if "*" not in each)
    assert all((ROOT / each).is_dir() for each in folders)
    runs = [step.get("run") for step in steps(name)]
    assert {"make lint", f"make test NAME={name}"} <= set(runs)


def test_each_image_is_built_by_a_workflow() -> None:
    ended = {name for name, stage in stages(read_dockerfile()).items() if {"CMD", "ENTRYPOINT"} & set(stage)}
    built = {
        line.partition("NAME=")[2]
        for name in WORKFLOWS
        for line in [step.get("run", "") for step in steps(name)]
        if line.startswith("make image ")
    }

    assert built == {*ended, "web"}
