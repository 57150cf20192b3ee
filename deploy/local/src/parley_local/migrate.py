"""`parley migrate`, unless it has nothing to do: to learn that in Django takes 2 s of the 5 that a start may take.

Run as `python -m parley_local.migrate PARLEY`, with the path of the command and the environment of a service.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from parley_local import postgres
from parley_local.errors import CannotStart
from parley_local.runfile import replace
from parley_local.settings import ROOT

# It also makes the weeks of the log, eight ahead, which beat does daily while all runs.
_GOOD_SECONDS = 86_400
# What is applied, and which partitions there are: another answer than last time, and it runs.
_STATE = """
    select md5(concat(
        (select string_agg(app || name, ',' order by id) from django_migrations),
        (select string_agg(inhrelid::regclass::text, ',' order by inhrelid) from pg_inherits)))
"""


def main() -> int:
    stamp = Path(os.environ["PARLEY_VAR"], "migrated")
    if is_done(stamp):
        return 0
    status = subprocess.run([sys.argv[1], "migrate"]).returncode
    if status == 0 and (inputs := fingerprint()):
        replace(stamp, inputs)
    return status


def is_done(stamp: Path) -> bool:
    """Whether it was done within a day by the same code on a database that has not changed its shape since."""
    try:
        is_fresh = 0 <= time.time() - stamp.stat().st_mtime < _GOOD_SECONDS
        return is_fresh and stamp.read_text() == fingerprint()
    except OSError:
        return False


def fingerprint() -> str:
    """Of code and database; empty where the database does not tell."""
    total = hashlib.sha256()
    for file in (ROOT / "requirements" / "dev.lock", *sorted((ROOT / "shared" / "src").rglob("*.py"))):
        total.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    try:
        command = [
            postgres.program("psql"),
            "-XAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            _STATE,
            os.environ["DATABASE_URL"],
        ]
        environment = {**postgres.environment(), "PGCONNECT_TIMEOUT": "5"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=10)
    except (CannotStart, OSError, subprocess.TimeoutExpired):
        return ""
    if done.returncode != 0:
        return ""
    total.update(os.environ["DATABASE_URL"].encode() + done.stdout.encode())
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
