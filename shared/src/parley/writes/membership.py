"""Put users into channels: shared by all that makes members."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from parley import db, eventlog
from parley.events import Channel, IJoined, JoinedChannel, MemberJoined

_INSERT = """
    insert into membership (user_id, channel, read_seq, read_ordinal)
    select * from unnest(%(users)s::uuid[], %(channels)s::bigint[], %(seqs)s::bigint[], %(ordinals)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Join:
    """Who comes into which channel; the streams of both are locked."""

    channel: Channel
    stream: eventlog.Stream
    user: UUID
    user_stream: eventlog.Stream


async def insert_memberships(tx: db.Transaction, joins: Sequence[Join], *, by: UUID) -> None:
    """Users who are not in these channels yet, however many, in two statements. What was said before counts as read."""
    seqs = _seqs(tx, joins)
    await tx.execute(
        _INSERT,
        users=[join.user for join in joins],
        channels=[join.stream.id for join in joins],
        seqs=seqs,
        ordinals=[join.stream.ordinal for join in joins],
    )
    await eventlog.append_all(
        tx, [entry for join, seq in zip(joins, seqs, strict=True) for entry in _announce(join, seq, by)]
    )


def _seqs(tx: db.Transaction, joins: Sequence[Join]) -> list[int]:
    """The seq of each one's `member.joined` in the channel's stream."""
    counts: Counter[str] = Counter()
    seqs = []
    for join in joins:
        seqs.append(eventlog.next_seq(tx, join.stream) + counts[join.stream.name])
        counts[join.stream.name] += 1
    return seqs


def _announce(join: Join, seq: int, by: UUID) -> list[eventlog.Entry]:
    who = {"channel": join.channel.id, "user": join.user, "by": by}
    mine = JoinedChannel(**msgspec.structs.asdict(join.channel), head=seq, read=seq, unread=0, mentions=0)
    return [
        eventlog.Entry(join.stream, "member.joined", MemberJoined(**who), changes_acl=True),
        eventlog.Entry(
            join.user_stream, "member.joined", IJoined(**who, stream=join.stream.name, after=seq, joined=mine)
        ),
    ]
