"""Asks the registries' advisory services about everything that is locked. Exits 1 for a hole, 3 where none answered."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements/dev.lock", "requirements/tools.lock")  # each service's lock is a part of dev.lock
FOUND, UNANSWERED = 1, 3


def main() -> int:
    answers = [pip(lock) for lock in LOCKS] + [npm()]
    holes = [hole for answer in answers if answer is not None for hole in answer]
    for hole in holes:
        print(hole)
    if None in answers:
        print(
            "An advisory service did not answer, so this says nothing of what it was asked about.",
            file=sys.stderr,
        )
    elif not holes:
        print("No known holes in what is locked.")
    return FOUND if holes else UNANSWERED if None in answers else 0


def pip(lock: str) -> list[str] | None:
    """A line for each hole in a lock; None where nobody answered."""
    words = [
        "pip-audit",
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
        "-r",
        lock,
    ]
    told = ask(words, ROOT)
    if told is None:
        return None
    return [
        f"{each['name']} {each['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for each in told["dependencies"]
        for hole in each.get("vulns", [])
    ]


def npm() -> list[str] | None:
    told = ask(["npm", "audit", "--json"], ROOT / "services" / "web")
    if told is None or "vulnerabilities" not in told:
        return None
    return [f"{name}: {each['severity']}" for name, each in told["vulnerabilities"].items()]


def ask(words: list[str], folder: Path) -> dict[str, Any] | None:
    """What the program says as JSON: both say it whether or not they found anything."""
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300)
        return json.loads(done.stdout)
    except (ValueError, OSError, subprocess.TimeoutExpired):
        return None


if __name__ == "__main__":
    sys.exit(main())
