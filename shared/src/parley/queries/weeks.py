"""The log's weeks: how far ahead they are made."""

from parley import db

# A week's table bears the Monday it begins with: event_20261123.
_AHEAD = db.statement(
    """
    select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass
        and to_date(substr(c.relname, 7), 'YYYYMMDD') > (now() at time zone 'UTC')::date
    """,
    db.value,
)


async def count_weeks_ahead(where: db.Where) -> int:
    """The weeks after this one that the log has a place for."""
    return await where.one(_AHEAD) or 0
