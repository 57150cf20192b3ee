"""Law 2 under generated histories: no gap, no repeat, and who reads by xid sees each stream in order."""

import asyncio

from hypothesis import given

from parley import db
from parley.testing.histories import Step, Town, groups, histories
from parley.testing.laws import broken_laws

_ACTS = ("say", "say", "say", "reply", "edit", "delete", "read", "join", "leave", "kick", "rename", "abort")
_BY_XID = db.statement(
    "select stream, seq, xid::text::bigint from event where xid > %(last)s::text::xid8"
    " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, stream, seq",
    lambda *columns: columns,
)
_HEADS = db.statement("select id, head from stream where head > 0", lambda *columns: columns)


async def follow(is_over: asyncio.Event) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Read by xid until all is over; the heads it came to, and what was out of order."""
    seen: dict[int, int] = {}
    wrong: list[tuple[int, int]] = []
    last = 0
    while True:
        is_last = is_over.is_set()
        rows = await db.reader.all(_BY_XID, last=str(last))
        for stream, seq, xid in rows:
            if seq != seen.get(stream, 0) + 1:
                wrong.append((stream, seq))
            seen[stream], last = seq, xid
        if is_last and not rows:
            return seen, wrong


@histories(12)
@given(history=groups(*_ACTS, most=6, at_once=8))
async def test_streams_count_without_gap_or_repeat_in_the_order_of_commits(
    database: None, history: list[list[Step]]
) -> None:
    town, is_over = await Town.begin(), asyncio.Event()
    following = asyncio.create_task(follow(is_over))

    try:
        await town.live(history)
    finally:
        is_over.set()
        async with asyncio.timeout(60):
            seen, wrong = await following

    assert wrong == []
    assert seen == dict(await db.reader.all(_HEADS))
    assert await broken_laws() == []
