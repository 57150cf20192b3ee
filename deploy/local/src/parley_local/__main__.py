"""`python -m parley_local up|down|logs [NAME]`."""

import argparse
import os
import sys

from parley_local.down import down
from parley_local.logs import logs
from parley_local.up import up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m parley_local", description="Run Parley on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start everything, and return when it is ready")
    commands.add_parser("down", help="stop everything")
    following = commands.add_parser("logs", help="follow the logs")
    following.add_argument("name", nargs="?", default="", help="of one process")
    following.add_argument("--no-follow", action="store_true", help="show the ends only")
    options = parser.parse_args()
    if options.command == "up":
        return up(os.environ)
    if options.command == "down":
        return down(os.environ)
    return logs(os.environ, only=options.name, follow=not options.no_follow)


if __name__ == "__main__":
    sys.exit(main())
