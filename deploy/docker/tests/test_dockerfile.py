"""The services' Dockerfile starts what `make up` starts, from locks that are there, and has nothing to hide."""

from pathlib import Path

import pytest
from images import ROOT, Instructions, command, stages

from parley_local import processes
from parley_local.settings import settle

# Where it differs on purpose: the address, the port, and where beat keeps its schedule.
_OF_ITS_OWN = ("--host", "--port", "--schedule")


@pytest.mark.parametrize("name", ["api", "gateway", "worker", "beat"])
def test_an_image_runs_what_make_up_runs(dockerfile: Instructions, name: str, tmp_path: Path) -> None:
    settings = settle({"PATH": ""}, tmp_path)
    programs = {each.name: each for stage in processes.parley(settings, tmp_path) for each in stage}
    local = [Path(programs[name].command[0]).name, *programs[name].command[1:]]
    ours = command(dockerfile, name)

    def without_its_own(words: list[str]) -> list[str]:
        dropped = {i + k for i, word in enumerate(words) if word in _OF_ITS_OWN for k in (0, 1)}
        return sorted(word for i, word in enumerate(words) if i not in dropped)

    assert without_its_own(ours) == without_its_own(local)
    assert ours[0] == local[0]


def test_the_worker_has_the_pool_of_make_up(dockerfile: Instructions) -> None:
    (environment,) = [rest for word, rest in dockerfile if word == "ENV" and "CELERY" in rest]

    assert f"CELERY_CUSTOM_WORKER_POOL={processes._WORKER_POOL} " in environment


def test_what_is_copied_is_there_and_not_ignored(dockerfile: Instructions) -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for word, rest in dockerfile:
        if word == "COPY" and not rest.startswith("--from="):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(
                    Path(source).match(each) or each.startswith(f"{source}/") or source.startswith(f"{each}/")
                    for each in allowed
                ), f"{source} is kept out by .dockerignore"


def test_every_service_ends_without_rights_and_with_a_health_check(dockerfile: Instructions) -> None:
    found = stages(dockerfile)

    for name in ("api", "gateway", "worker", "beat", "migrate"):
        assert found[name]["USER"] == "10001:10001"
        assert found[name]["STOPSIGNAL"] == "SIGTERM"
        assert found[name]["WORKDIR"] == "/run/parley"
        assert found[name]["HEALTHCHECK"]
