"""Give up dead jobs for good."""

from parley import db

DEAD_DAYS = 30

_FORGET = """
    delete from job where dead_at is not null and (%(ids)s::bigint[] is null or id = any(%(ids)s))
        and (%(kind)s::text is null or kind = %(kind)s)
"""
_EXPIRED = "delete from job where dead_at < now() - %(days)s * interval '1 day'"


async def forget_jobs(*, ids: list[int] | None = None, kind: str | None = None) -> int:
    """Delete those of `ids` and of `kind` that are dead, or all dead ones; how many there were."""
    async with db.transaction() as tx:
        return await tx.execute(_FORGET, ids=ids, kind=kind)


async def forget_expired_jobs(*, days: int = DEAD_DAYS) -> int:
    """Delete what has been dead for so long that nobody will replay it; how many there were."""
    async with db.transaction() as tx:
        return await tx.execute(_EXPIRED, days=days)
