"""`make chaos`: kill -9 under load, five rounds; exit 1 where a law broke."""

import asyncio
import sys
import tempfile
from pathlib import Path

from parley_loadtests.chaos.run import run_on_a_stack_of_its_own


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="parley-chaos-", ignore_cleanup_errors=True) as folder:
        verdict = asyncio.run(run_on_a_stack_of_its_own(Path(folder) / "var", rounds=5, pause_seconds=4.0))
    print(verdict)
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
