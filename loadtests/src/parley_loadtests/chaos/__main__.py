"""`make chaos`: strike a stack of its own under load; exit 1 where a law broke.

python -m parley_loadtests.chaos [NAME ...] [--list] [--json FILE] [--var FOLDER]
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from parley_loadtests.chaos.catalogue import find_all
from parley_loadtests.chaos.run import run
from parley_loadtests.chaos.verdict import Verdict, table


def main() -> int:
    faults = find_all()
    parser = argparse.ArgumentParser(prog="make chaos", description="Break what runs, and look what it cost.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(faults)}")
    parser.add_argument("--list", action="store_true", help="say what each does, and do nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the verdicts there, too")
    parser.add_argument("--var", type=Path, metavar="FOLDER", help="keep the stack's files and logs there")
    options = parser.parse_args()
    if options.list:
        width = max(map(len, faults))
        print("\n".join(f"{name:{width}}  {fault.about}" for name, fault in faults.items()))
        return 0
    if unknown := [name for name in options.names if name not in faults]:
        parser.error(f"there is no fault {unknown[0]}")
    chosen = [faults[name] for name in options.names or faults]
    with tempfile.TemporaryDirectory(prefix="parley-chaos-", ignore_cleanup_errors=True) as folder:
        var = (options.var or Path(folder) / "var").absolute()
        verdicts = asyncio.run(run(var, chosen, told=_tell))
    print(f"\n{table(verdicts)}")
    if options.json:
        options.json.write_text(json.dumps([each.to_json() for each in verdicts], indent=2) + "\n")
    return 0 if all(each.is_clean for each in verdicts) else 1


def _tell(verdict: Verdict) -> None:
    outcome = "holds" if verdict.is_clean else "BROKEN"
    found = [*verdict.faults, *verdict.late]
    shown = [
        f"  {verdict.name:24}{verdict.seconds:6.0f} s  {outcome}",
        *(f"    {each}" for each in found[:5]),
    ]
    print("\n".join(shown), flush=True)


if __name__ == "__main__":
    sys.exit(main())
