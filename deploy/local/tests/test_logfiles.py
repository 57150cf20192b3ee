"""Logs are bounded in size, and followed through that."""

from pathlib import Path

import pytest

from parley_local.logfiles import rotate
from parley_local.logs import logs


def test_a_long_log_is_copied_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    with log.open("ab") as writer:
        for number in range(5):
            writer.write(f"round {number}\n".encode())
            writer.flush()
            rotate(tmp_path, max_bytes=3)
        writer.write(b"x\n")
        writer.flush()
        rotate(tmp_path, max_bytes=3)

    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert texts == {
        "api.log": "x\n",
        "api.log.1": "round 4\n",
        "api.log.2": "round 3\n",
        "api.log.3": "round 2\n",
    }


def test_each_line_is_shown_with_the_name_of_its_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "api.log").write_text("one\n")
    (tmp_path / "log" / "beat.log").write_text("two\n")

    assert logs({"PARLEY_VAR": str(tmp_path)}, follow=False) == 0
    assert capsys.readouterr().out == "api        | one\nbeat       | two\n"

    logs({"PARLEY_VAR": str(tmp_path)}, only="beat", follow=False)
    assert capsys.readouterr().out == "beat       | two\n"


def test_a_name_that_none_has_is_refused_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").mkdir()
    for name in ("api", "beat"):
        (tmp_path / "log" / f"{name}.log").write_text("one\n")

    assert logs({"PARLEY_VAR": str(tmp_path)}, only="zzz", follow=False) == 1
    assert capsys.readouterr().err == "There is no log of 'zzz'. There are: api, beat.\n"
