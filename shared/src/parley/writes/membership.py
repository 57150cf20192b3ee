"""Put a user into a channel: shared by all that makes members."""

from uuid import UUID

import msgspec

from parley import db, eventlog
from parley.events import Channel as ChannelData
from parley.events import IJoined, JoinedChannel, MemberJoined, Wire
from parley.models import Membership

_ORDINAL = db.statement("select ordinal from stream where id = %(stream)s", db.value)


async def insert_membership(
    tx: db.Transaction,
    *,
    channel: ChannelData,
    stream: eventlog.Stream,
    user: UUID,
    user_stream: eventlog.Stream,
    by: UUID,
) -> bool:
    """Add `user` to a channel whose stream, like the user's, is locked; False and no event where they are in it.

    What was said before counts as read.
    """
    ordinal = await tx.one(_ORDINAL, stream=stream.id) or 0
    seq = eventlog.next_seq(tx, stream)
    row = Membership(user_id=user, channel_id=stream.id, read_seq=seq, read_ordinal=ordinal)
    if not await tx.insert_missing(row):
        return False
    joined: Wire = MemberJoined(channel=channel.id, user=user, by=by)
    await eventlog.append(tx, stream, "member.joined", joined, changes_acl=True)
    mine = JoinedChannel(**msgspec.structs.asdict(channel), head=seq, read=seq, unread=0, mentions=0)
    await eventlog.append(
        tx,
        user_stream,
        "member.joined",
        IJoined(channel=channel.id, user=user, by=by, stream=stream.name, after=seq, joined=mine),
    )
    return True
