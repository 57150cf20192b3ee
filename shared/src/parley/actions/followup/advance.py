"""Read on in the log, and write down the jobs that follow from what happened."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from parley import db
from parley.bus.nudger import JOBS, nudge
from parley.ids import StreamName
from parley.models import Followup

log = structlog.get_logger()

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """An event of a kind that the followup asked for."""

    stream: StreamName
    seq: int
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to write down; where one with this key is owed already, nothing is added."""

    key: str
    kind: str
    data: dict[str, Any]


_EPOCH = db.statement("select word from epoch", db.value)
# The row's lock is the lease: another worker passes by. It goes with the transaction, so a killed one leaves none.
_TAKE = db.statement(
    "select epoch, position::text from followup where name = %(name)s for update skip locked",
    lambda epoch, position: (epoch, position),
)
# Whole transactions, and only those that no open writer could still precede: see DESIGN, section 3.
_READ = db.statement(
    """
    select s.kind || ':' || s.subject, e.seq, e.kind, e.xid::text, e.data from (
        select stream, seq, kind, xid, case when kind = any(%(kinds)s) then data::text end as data
        from event
        where xid > %(after)s::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
        order by xid fetch first %(page)s rows with ties
    ) e join stream s on s.id = e.stream
    order by e.xid, e.stream, e.seq
    """,
    lambda *columns: columns,
)
_ADD = """
    insert into job (key, kind, data)
    select * from unnest(%(keys)s::text[], %(kinds)s::text[], %(data)s::text[]::jsonb[]) on conflict (key) do nothing
"""
_BEGIN_ANEW = """
    update followup set epoch = %(epoch)s,
        position = (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8
    where name = %(name)s
"""
_MOVE = "update followup set position = %(position)s::text::xid8 where name = %(name)s"


async def advance_followup(
    *, name: str, kinds: tuple[str, ...], react: Callable[[Change], Iterable[NewJob]], page: int = PAGE
) -> int:
    """Work off one page of the log for the followup `name`; the events read, 0 where it has caught up or is busy.

    The jobs and the new position commit together: an event is followed up once, whatever dies when.
    """
    async with db.transaction() as tx:
        taken = await tx.one(_TAKE, name=name)
        if taken is None:
            epoch = await tx.one(_EPOCH)
            # Another's row, if it is there, is locked: that one is at work.
            await tx.insert_missing(Followup(name=name, epoch=epoch, position="0"))
            return 0
        known_epoch, position = taken
        if known_epoch != (epoch := await tx.one(_EPOCH)):
            # Another cluster's numbers mean nothing here, and `parley restore` would have rewritten them.
            log.error("followup.other_epoch", followup=name, known=known_epoch, epoch=epoch)
            await tx.execute(_BEGIN_ANEW, name=name, epoch=epoch)
            return 0
        rows = await tx.all(_READ, kinds=list(kinds), after=position, page=page)
        if not rows:
            return 0
        jobs: dict[str, NewJob] = {}
        for stream, seq, kind, _, data in rows:
            if data is not None:
                for job in react(Change(stream, seq, kind, json.loads(data))):
                    jobs[job.key] = job
        if jobs:
            await tx.execute(
                _ADD,
                keys=list(jobs),
                kinds=[job.kind for job in jobs.values()],
                data=[json.dumps(job.data) for job in jobs.values()],
            )
            tx.after_commit.append(lambda: nudge(JOBS))
        await tx.execute(_MOVE, name=name, position=rows[-1][3])
    return len(rows)
