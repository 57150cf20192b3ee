"""Move a read position on."""

from parley import db, eventlog
from parley.actor import Actor
from parley.errors import NotAMember
from parley.events import ReadMoved
from parley.ids import ChannelId, stream_name
from parley.queries.channel import get_channel
from parley.queries.membership import count_own, find_standing, get_ordinal

# Before anything is counted: a send of one's own that commits meanwhile waits for this row, or is in the count.
_HOLD = "select 1 from membership where user_id = %(user)s and channel = %(stream)s for update"
_MOVE = """
    update membership set read_seq = %(seq)s, read_ordinal = %(ordinal)s, own = %(own)s
    where user_id = %(user)s and channel = %(stream)s
"""


async def move_read(*, actor: Actor, channel_id: ChannelId, seq: int) -> int:
    """Everything up to `seq` is read; the position as it now is.

    It only grows, and never passes the channel's head; what does not move it is announced to nobody.
    Raises NotFound, NotAMember.
    """
    channel = await get_channel(db.reader, channel_id, visible_to=actor)
    stream = channel.stream_id
    async with db.transaction() as tx:
        mine = stream_name("user", actor.user_id)
        locked = await eventlog.lock(tx, mine)
        await tx.execute(_HOLD, user=actor.user_id, stream=stream)
        before = await find_standing(tx, actor.user_id, stream)
        if before is None:
            raise NotAMember
        position = min(seq, before.head)
        if position <= before.read:
            return before.read
        await tx.execute(
            _MOVE,
            seq=position,
            ordinal=await get_ordinal(tx, stream, position),
            own=await count_own(tx, actor.user_id, stream, after=position),
            user=actor.user_id,
            stream=stream,
        )
        after = await find_standing(tx, actor.user_id, stream) or before
        moved = ReadMoved(
            channel=channel_id, thread=None, seq=position, unread=after.unread, mentions=after.mentions
        )
        await eventlog.append(tx, locked[mine], "read.moved", moved)
    return position
