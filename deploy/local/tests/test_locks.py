"""The locks hold what the packages ask for, with hashes, and name no server."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from parley_local.settings import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
MEMBERS = ("shared", "services/api", "services/gateway", "services/worker", "deploy/local", "loadtests")


def _locked(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^ ;\\]+)", lock.read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def _wanted(folder: str, *asked: str) -> Iterator[Requirement]:
    """What a package asks for, and what the packages of ours that it names ask for."""
    data = tomllib.loads((ROOT / folder / "pyproject.toml").read_text())
    names = {"parley" if each == "shared" else f"parley-{Path(each).name}": each for each in MEMBERS}
    groups = data.get("dependency-groups", {}).get("dev", [])
    extras = data["project"].get("optional-dependencies", {})
    more = [text for extra in asked for text in extras[extra]]
    for text in [*data["project"].get("dependencies", []), *more, *groups]:
        requirement = Requirement(text)
        if requirement.name in names:
            yield from _wanted(names[requirement.name], *requirement.extras)
        else:
            yield requirement


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_hashes_and_none_names_a_server(lock: Path) -> None:
    text = lock.read_text()

    assert "//" not in text
    assert " @ " not in text
    for block in text.replace("\\\n", " ").strip().splitlines():
        assert re.match(r"[\w.-]+(\[.*\])?==.* --hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("dev", "."),
        ("api", "services/api"),
        ("gateway", "services/gateway"),
        ("worker", "services/worker"),
        ("load", "loadtests"),
    ],
)
def test_a_lock_is_current(name: str, folder: str) -> None:
    locked = _locked(ROOT / "requirements" / f"{name}.lock")

    for requirement in _wanted(folder):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked: run make lock"
        assert version in requirement.specifier, f"{requirement} is locked as {version}: run make lock"


@pytest.mark.parametrize("name", ["api", "gateway", "worker", "load", "build", "node"])
def test_an_image_gets_the_versions_that_are_tested(name: str) -> None:
    everything = _locked(ROOT / "requirements" / "dev.lock")
    locked = _locked(ROOT / "requirements" / f"{name}.lock")

    assert locked
    assert locked.items() <= everything.items()
