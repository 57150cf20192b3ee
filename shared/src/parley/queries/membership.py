"""What a member has in a channel: how far they read, and what is left."""

from dataclasses import dataclass
from uuid import UUID

from parley import db
from parley.ids import ChannelId, StreamId, UserId


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place in a channel and in its history."""

    head: int
    read: int
    unread: int
    mentions: int


# unread = head ordinal - ordinal at read_seq - own after it - deleted after it: never a count of rows. What has to be
# counted stands in `case`, so that only channels with something unread pay for it.
UNREAD = """
    case when s.ordinal > k.read_ordinal + k.own then greatest(0, s.ordinal - k.read_ordinal - k.own - (
        select count(*) from message d where d.channel = k.channel and d.deleted_at is not null
            and d.seq > k.read_seq and d.in_channel and d.author <> k.user_id))
    else 0 end"""
# Of what is unread, that is: neither what I said of myself nor what stands in a thread only.
MENTIONS = """
    case when s.head > k.read_seq then (
        select count(*) from mention n join message m on m.channel = n.channel and m.seq = n.seq and m.in_channel
        where n.user_id = k.user_id and n.channel = k.channel and n.seq > k.read_seq and m.author <> k.user_id)
    else 0 end"""

_STANDING = db.statement(
    f"select s.head, k.read_seq, {UNREAD}, {MENTIONS} from membership k join stream s on s.id = k.channel"
    " where k.user_id = %(user)s and k.channel = %(stream)s",
    Standing,
)
_CHANNELS = db.statement(
    "select c.id from membership k join channel c on c.stream = k.channel where k.user_id = %(user)s order by c.id",
    db.value,
)
_HISTORY_ORDINAL = db.statement(
    "select ordinal from message where channel = %(stream)s and in_channel and seq <= %(seq)s"
    " order by seq desc limit 1",
    db.value,
)
_OWN_AFTER = db.statement(
    "select count(*) from message where author = %(user)s and channel = %(stream)s and seq > %(seq)s and in_channel",
    db.value,
)


async def list_channels_in(where: db.Where, user: UserId) -> list[ChannelId]:
    """The channels that a user is in, all of them."""
    return await where.all(_CHANNELS, user=user)


async def find_standing(where: db.Where, user: UserId, stream: StreamId) -> Standing | None:
    """None where they are no member."""
    return await where.one(_STANDING, user=user, stream=stream)


async def get_ordinal(where: db.Where, stream: StreamId, seq: int) -> int:
    """How many messages the history has up to a seq."""
    return await where.one(_HISTORY_ORDINAL, stream=stream, seq=seq) or 0


async def count_own(where: db.Where, user: UUID, stream: StreamId, *, after: int) -> int:
    """A user's own messages in the history after a seq."""
    return await where.one(_OWN_AFTER, user=user, stream=stream, seq=after) or 0
