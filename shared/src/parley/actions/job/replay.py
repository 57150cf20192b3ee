"""Let dead jobs be tried again."""

from parley import db
from parley.bus.nudger import JOBS, nudge

# Under a new id: a claim is an id and an attempt, and somebody from its first life might still hold one.
_REPLAY = db.statement(
    """
    update job set id = default, attempts = 0, due_at = now(), dead_at = null, error = ''
    where dead_at is not null and (%(ids)s::bigint[] is null or id = any(%(ids)s))
        and (%(kind)s::text is null or kind = %(kind)s)
    returning id
    """,
    db.value,
)


async def replay_jobs(*, ids: list[int] | None = None, kind: str | None = None) -> list[int]:
    """Those of `ids` and of `kind` that are dead, or all dead ones, wait again; the ids that they have now."""
    async with db.transaction() as tx:
        replayed = await tx.all(_REPLAY, ids=ids, kind=kind)
        if replayed:
            tx.after_commit.append(lambda: nudge(JOBS))
    return sorted(replayed)
