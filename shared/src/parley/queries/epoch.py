"""The epoch: what cursors are worth something within."""

from parley import db

# A random word of the database, and its timeline, which changes with a failover.
EPOCH = "(select word || '-' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) from epoch)"

_GET = db.statement(f"select {EPOCH}", db.value)


async def get_epoch(where: db.Where) -> str:
    return await where.one(_GET) or ""
