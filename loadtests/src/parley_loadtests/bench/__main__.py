"""`make bench`: measure what docs/async-django.md claims, the sides of each comparison in turn.

python -m parley_loadtests.bench [NAME ...] [--list]
"""

import argparse
import asyncio
import sys
import time

from parley_loadtests.bench.ground import prepare, serving, standing


def main() -> int:
    ports = prepare()
    from parley_loadtests.bench.catalogue import find_all

    comparisons = find_all()
    parser = argparse.ArgumentParser(prog="make bench", description="Measure ways to do the same.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(comparisons)}")
    parser.add_argument("--list", action="store_true", help="say what each compares, and do nothing")
    options = parser.parse_args()
    if options.list:
        width = max(map(len, comparisons))
        print("\n".join(f"{name:{width}}  {each.about}" for name, each in comparisons.items()))
        return 0
    if unknown := [name for name in options.names if name not in comparisons]:
        parser.error(f"there is no comparison {unknown[0]}")
    chosen = [comparisons[name] for name in options.names or comparisons]

    async def run() -> None:
        async with standing(ports, folder) as ground:
            for each in chosen:
                begun = time.monotonic()
                print(f"\n# {each.name}: {each.about}", flush=True)
                for table in await each.compare(ground):
                    print(f"\n{table}", flush=True)
                print(f"\n({time.monotonic() - begun:.0f} s)", flush=True)

    with serving(ports) as folder:
        asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
