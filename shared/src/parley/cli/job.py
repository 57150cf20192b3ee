"""`parley job`: what is owed, what could not be done and why, and what becomes of it."""

import argparse
from dataclasses import asdict
from typing import Any

from parley import db
from parley.actions.job.forget import forget_jobs
from parley.actions.job.replay import replay_jobs
from parley.clock import wire, wire_or_none
from parley.errors import Invalid
from parley.queries.job import STATES, JobRow, count_jobs, get_job, list_jobs

_MAX_PAGE = 1000


async def list_(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    rows = await list_jobs(
        db.reader,
        states=arguments.state or STATES,
        kind=arguments.kind,
        before=arguments.before,
        limit=max(1, min(arguments.limit, _MAX_PAGE)),
    )
    counts = await count_jobs(db.reader)
    lines = [", ".join(f"{count} {state}" for state, count in counts.items()) + "."]
    lines += [
        f"{row.id:>8}  {row.state:7}  {row.kind:10}  attempt {row.attempts}  {row.error.partition(chr(10))[0][:80]}"
        for row in rows
    ]
    shown = [{name: value for name, value in _plain(row).items() if name != "data"} for row in rows]
    return {"jobs": shown, "counts": counts}, "\n".join(line.rstrip() for line in lines)


async def show(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    job = _plain(await get_job(db.reader, arguments.id))
    return job, "\n".join(f"{name:12} {value}" for name, value in job.items() if value not in (None, ""))


async def replay(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    replayed = await replay_jobs(ids=_chosen(arguments), kind=arguments.kind)
    return {"replayed": replayed}, f"{len(replayed)} dead jobs wait again{_listed(replayed)}."


async def forget(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    count = await forget_jobs(ids=_chosen(arguments), kind=arguments.kind)
    return {"forgotten": count}, f"{count} dead jobs were forgotten."


def _chosen(arguments: argparse.Namespace) -> list[int] | None:
    if bool(arguments.id) == arguments.all or (arguments.kind and not arguments.all):
        raise Invalid("Name the jobs by their ids, or say --all, with --kind for those of one kind.")
    return arguments.id or None


def _listed(ids: list[int]) -> str:
    return f", as {', '.join(map(str, ids[:20]))}{' and more' if len(ids) > 20 else ''}" if ids else ""


def _plain(row: JobRow) -> dict[str, Any]:
    return asdict(row) | {
        "due_at": wire(row.due_at),
        "created_at": wire(row.created_at),
        "lease_until": wire_or_none(row.lease_until),
        "dead_at": wire_or_none(row.dead_at),
    }
