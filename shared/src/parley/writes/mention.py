"""Whom a message names, as rows: for messages that are changed after they were sent."""

from collections.abc import Sequence
from uuid import UUID

from parley import db
from parley.ids import StreamId

_DELETE = "delete from mention where channel = %(stream)s and seq = %(seq)s"
_INSERT = """
    insert into mention (user_id, channel, seq)
    select id, %(stream)s, %(seq)s from unnest(%(users)s::uuid[]) id on conflict do nothing
"""


async def replace_mentions(tx: db.Transaction, stream: StreamId, seq: int, users: Sequence[UUID]) -> None:
    await tx.execute(_DELETE, stream=stream, seq=seq)
    if users:
        await tx.execute(_INSERT, stream=stream, seq=seq, users=list(users))
