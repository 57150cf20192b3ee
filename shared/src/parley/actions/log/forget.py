"""Delete rows whose time is over: sessions that ended, answers kept for repeats."""

from parley import db

KEY_HOURS = 24

_SESSIONS = "delete from session where expires_at < now()"
_KEYS = "delete from idempotency_key where at < now() - %(hours)s * interval '1 hour'"


async def forget_expired() -> int:
    """The number of rows that went."""
    async with db.transaction() as tx:
        return await tx.execute(_SESSIONS) + await tx.execute(_KEYS, hours=KEY_HOURS)
