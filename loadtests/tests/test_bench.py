"""The comparisons: their measure is fair, and one run leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

from parley_loadtests.bench.measure import alternate, together
from parley_loadtests.bench.table import Table


async def test_the_sides_take_turns_and_begin_in_turn() -> None:
    done: list[str] = []

    async def first(times: int) -> None:
        done.append("first" * times)

    async def second(times: int) -> None:
        done.append("second" * times)

    samples = await alternate({"first": first, "second": second}, times=1, rounds=2)

    assert done == ["first", "second", "second", "first", "first", "second"]  # once each to warm up
    assert list(samples) == ["first", "second"]


async def test_callers_together_do_it_so_many_times_in_all() -> None:
    count = 0

    async def once() -> None:
        nonlocal count
        count += 1

    await together(once, 4)(10)

    assert count == 10


def test_a_table_says_how_many_times_the_first_row_each_is() -> None:
    table = Table("speed", ("us",))
    table.add("slow", 200)
    table.add("fast", 50)

    assert [line.split()[-2:] for line in str(table).splitlines()[2:]] == [["x", "1.00"], ["x", "0.25"]]


def test_a_run_answers_with_tables_and_leaves_nothing(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-m", "parley_loadtests.bench", "tools"],
        env={**kept, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert "sync_to_async" in run.stdout
    assert list(tmp_path.iterdir()) == []
