"""The committed examples are what the actions do, and what the events of each say."""

import json
from pathlib import Path

import pytest

import parley
from parley.events import KINDS
from parley.testing.examples import SCENES, play, snapshot_of
from parley.testing.feed import in_turn
from parley.testing.replay import replay
from parley.testing.world import World

FOLDER = Path(parley.__path__[0]).parents[1] / "contracts" / "examples"
# No client keeps what the one ends, and nothing tells the other yet.
_UNTOLD = {"session.ended", "workspace.updated"}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_an_example_is_current(scene, world: World, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{scene.__name__}.json"

    text = await play(scene, world)

    if request.config.getoption("--write-contracts"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.read_text() == text, "run `make contracts`"


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_events_of_an_example_make_its_snapshot(scene) -> None:
    example = json.loads((FOLDER / f"{scene.__name__}.json").read_text())

    faults = replay(snapshot_of(example["before"]), example["events"], snapshot_of(example["after"]), in_turn)

    assert faults == []


def test_no_example_is_left_over_and_every_kind_is_in_one() -> None:
    files = sorted(FOLDER.iterdir())
    kinds = {event["kind"] for file in files for event in json.loads(file.read_text())["events"]}

    assert [file.stem for file in files] == sorted(scene.__name__ for scene in SCENES)
    assert kinds == set(KINDS) - _UNTOLD
