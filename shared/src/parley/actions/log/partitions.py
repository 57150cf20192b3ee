"""Keep the log's weeks: eight ahead, and none that is older than it reaches back."""

from datetime import UTC, date, datetime, timedelta

from parley import config, db
from parley.clock import now

WEEKS_AHEAD = 8
_PREFIX = "event_"
_LOCK = 0x7061726C6579  # one at a time: two migrations or two beats make each week once

_TAKE = db.statement("select pg_advisory_xact_lock(%(lock)s)", db.value)
_WEEKS = db.statement(
    "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
    " where i.inhparent = 'event'::regclass order by 1",
    db.value,
)


def _monday(of: datetime) -> date:
    day = of.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def _name(monday: date) -> str:
    return f"{_PREFIX}{monday:%Y%m%d}"


async def ensure_partitions() -> list[str]:
    """Make what is missing from last week to eight ahead, drop what is older than PARLEY_EVENT_DAYS; the names made.

    A default partition there is not: an event outside every week fails loudly instead of being moved later.
    """
    this = _monday(now())
    wanted = [this + timedelta(weeks=week) for week in range(-1, WEEKS_AHEAD + 1)]
    oldest = _monday(now() - timedelta(days=config.current().event_days))
    made = []
    async with db.transaction() as tx:
        await tx.all(_TAKE, lock=_LOCK)
        there = set(await tx.all(_WEEKS))
        for monday in wanted:
            if _name(monday) not in there and monday >= oldest:
                await tx.execute(
                    f"create table {_name(monday)} partition of event"
                    f" for values from ('{monday} 00:00+00') to ('{monday + timedelta(weeks=1)} 00:00+00')"
                )
                made.append(_name(monday))
        for name in there:
            if datetime.strptime(name.removeprefix(_PREFIX), "%Y%m%d").date() < oldest:  # noqa: DTZ007
                await tx.execute(f"drop table {name}")
    return made
