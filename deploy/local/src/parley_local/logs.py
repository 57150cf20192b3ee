"""`make logs`: the ends of all logs, and what comes after, each line with the name of its process."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from parley_local.settings import var_folder

_LAST_BYTES = 4000


def logs(caller: Mapping[str, str], *, only: str = "", follow: bool = True) -> int:
    """Follow every log until Ctrl-C; `only` names one process."""
    folder = var_folder(caller) / "log"
    names = sorted(log.stem for log in folder.glob("*.log"))
    if only and names and only not in names:
        print(f"There is no log of {only!r}. There are: {', '.join(names)}.", file=sys.stderr)
        return 1
    followed: dict[Path, BinaryIO] = {}
    try:
        while True:
            for log in sorted(folder.glob("*.log")):
                if log not in followed and only in ("", log.stem):
                    followed[log] = log.open("rb")
                    _skip_to_end(followed[log])
            if not followed and not follow:
                print(f"There are no logs in {folder}.", file=sys.stderr)
                return 1
            for log, file in followed.items():
                _show(log, file)
            sys.stdout.flush()
            if not follow:
                return 0
            time.sleep(0.3)
    except (KeyboardInterrupt, BrokenPipeError):
        return 0
    finally:
        for file in followed.values():
            file.close()


def _skip_to_end(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - _LAST_BYTES))
    if size > _LAST_BYTES:
        file.readline()  # half a line


def _show(log: Path, file: BinaryIO) -> None:
    if log.stat().st_size < file.tell():
        file.seek(0)  # it was emptied
    for line in file:
        print(f"{log.stem:<10} | {line.decode(errors='replace').rstrip()}")
