"""The command `parley`: for operators and scripts. It finds the stack by its environment or by var/run.json."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import django
from django.db import OperationalError

from parley import config
from parley.actor import ROLES
from parley.cli.stack import find_environment
from parley.errors import Invalid, ParleyError


def main() -> None:
    """Exit codes: 0 done, 1 refused or failed (with a sentence on standard error), 2 wrong usage."""
    parser = _parser()
    arguments = parser.parse_args()
    if arguments.command == "status":
        from parley.cli.status import status

        sys.exit(status(as_json=arguments.json))
    try:
        config.use(config.load({**find_environment(), **os.environ}))
    except config.ConfigError as fault:
        sys.exit(f"{fault}\nStart the stack with `make up`, or set these in the environment.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "parley.settings"
    from parley.telemetry import logs

    logs.set_up("parley", "warning", output=sys.stderr)  # the other is for answers, which scripts read
    django.setup()
    try:
        answer, sentence = asyncio.run(_finish(_command(arguments)))
    except OperationalError as error:
        reason = str(error).strip().partition("\n")[0]
        sys.exit(f"The database does not answer: {reason}. Check DATABASE_URL, and that its server runs.")
    except ParleyError as error:
        faults = [f"{fault['field']} {fault['message']}" for fault in getattr(error, "errors", [])]
        if isinstance(error, Invalid) and faults:
            sys.exit("; ".join(fault.rstrip(".") for fault in faults) + ".")
        sys.exit(f"{error.title}. {error.detail}")
    print(json.dumps(answer) if arguments.json else sentence)


async def _finish(work: Awaitable[Any]) -> Any:
    """Run one command on a loop of its own, and close what it opened there."""
    from parley import bus, db
    from parley.bus.publish import publisher

    try:
        answer = await work
        await publisher().flush()
        return answer
    finally:
        await bus.close()
        await db.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="parley", description="Look after a Parley server.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(group: Any, name: str, text: str) -> argparse.ArgumentParser:
        sub = group.add_parser(name, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="print JSON")
        return sub

    add(commands, "status", "Show what runs, and where.")
    add(commands, "migrate", "Bring the database to this version, and the log's weeks up to date.")
    user = commands.add_parser("user", help="Make and change users.").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    create = add(user, "create", "Make a user; an owner on an empty database makes the workspace.")
    create.add_argument("--email", required=True)
    create.add_argument("--handle", required=True)
    create.add_argument("--password", required=True, help="8 characters or more")
    create.add_argument("--role", default="member", choices=ROLES)
    create.add_argument("--name", help="as people see it; else the handle")
    role = add(user, "role", "Give a user another role.")
    role.add_argument("user", help="handle, e-mail or id")
    role.add_argument("role", choices=ROLES)
    for verb, text in (
        ("deactivate", "Deactivate a user: sessions, tokens and sockets end, what they wrote stays."),
        ("restore", "Let a deactivated user sign in again."),
    ):
        add(user, verb, text).add_argument("user", help="handle, e-mail or id")
    token = commands.add_parser("token", help="Make tokens.").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    create = add(token, "create", "Make a token for programs that act as a user; it is shown once.")
    create.add_argument("--user", required=True, help="handle, e-mail or id")
    create.add_argument("--name", default="command line", help="what the token is for")
    _add_job(commands, add)
    return parser


def _add_job(commands: Any, add: Callable[[Any, str, str], argparse.ArgumentParser]) -> None:
    verbs = commands.add_parser(
        "job", help="See what is owed; replay or forget what is dead."
    ).add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = add(verbs, "list", "List jobs, the newest first; those that are done are gone.")
    listing.add_argument("--state", choices=["waiting", "running", "dead"], action="append")
    listing.add_argument("--kind", help="of this kind only")
    listing.add_argument("--before", type=int, metavar="ID", help="older ones than this")
    listing.add_argument("--limit", type=int, default=50, help="so many at most, up to 1000")
    show = add(verbs, "show", "Show all of a job, and why its last attempt failed.")
    show.add_argument("id", type=int)
    for name, text in (
        ("replay", "Let dead jobs be tried again as if new; they get new ids."),
        ("forget", "Delete dead jobs for good."),
    ):
        settle = add(verbs, name, text)
        settle.add_argument("id", type=int, nargs="*")
        settle.add_argument("--all", action="store_true", help="all that are dead")
        settle.add_argument("--kind", help="with --all, those of this kind")


def _command(arguments: argparse.Namespace) -> Awaitable[tuple[dict[str, Any], str]]:
    from parley.cli import job, migrate, token, user

    commands: dict[str, Callable[[argparse.Namespace], Awaitable[tuple[dict[str, Any], str]]]] = {
        "migrate": migrate.run,
        "user create": user.create,
        "user role": user.give_role,
        "user deactivate": user.deactivate,
        "user restore": user.restore,
        "token create": token.create,
        "job list": job.list_,
        "job show": job.show,
        "job replay": job.replay,
        "job forget": job.forget,
    }
    return commands[" ".join(filter(None, (arguments.command, getattr(arguments, "verb", None))))](arguments)
