"""Messages as the log and the API have them: a page of a history, or one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from parley import db
from parley.actor import Actor
from parley.clock import wire, wire_or_none
from parley.errors import NotFound
from parley.events import Message, Preview, Replies
from parley.ids import ChannelId, MessageId, StreamId

END = 1 << 62  # beyond any seq: the newest page lies before it


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, with what a change of it is judged by."""

    stream_id: StreamId
    channel_kind: str
    is_archived: bool
    is_member: bool
    message: Message


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Ascending, and whether the history goes on at either end."""

    messages: list[Message]
    has_more_before: bool
    has_more_after: bool


# Of a thread's root: how many replies there are (deleted ones are taken off), and who wrote the latest, five at most.
_REPLIES = """
    case when m.thread = m.id then (
        select json_build_object('count', t.ordinal - (
                select count(*) from message d
                where d.channel = m.channel and d.deleted_at is not null and d.thread = m.thread and d.id <> m.id),
            'last_at', to_char(t.last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'users', coalesce((
                select json_agg(a.author order by a.last desc) from (
                    select author, max(seq) as last from (
                        select r.author, r.seq from message r
                        where r.thread = m.thread and r.id <> m.id and r.deleted_at is null
                        order by r.seq desc limit 100) l
                    group by author order by 2 desc limit 5) a), '[]'))::text
        from thread t where t.id = m.thread)
    end"""
_COLUMNS = f"""
    m.id, m.seq, m.version, m.thread, m.in_channel, m.author, m.body, m.at, m.sent_at, m.edited_at, m.deleted_at,
    array(select n.user_id from mention n where n.channel = m.channel and n.seq = m.seq order by 1),
    (select json_agg(json_build_object('url', p.url, 'title', p.title, 'description', p.description,
        'site_name', p.site_name) order by p.place)::text from link_preview p where p.message_id = m.id),
    {_REPLIES}"""
_NEEDED = "id, channel, seq, version, thread, in_channel, author, body, at, sent_at, edited_at, deleted_at"
_VISIBLE = (
    "c.workspace_id = %(workspace)s and (k.user_id is not null or (c.kind = 'public' and not %(guest)s))"
)
_MEMBER = "left join membership k on k.channel = c.stream and k.user_id = %(user)s"
_previews = msgspec.json.Decoder(list[Preview])
_replies = msgspec.json.Decoder(Replies)


def _message(channel: UUID, columns: tuple[Any, ...]) -> Message:
    id, seq, version, thread, in_channel, author, body, at, sent_at, *dates, mentions, previews, replies = (
        columns
    )
    edited_at, deleted_at = dates
    is_deleted = deleted_at is not None
    summary = _replies.decode(replies) if replies else None
    return Message(
        id=id,
        seq=seq,
        version=version,
        channel=channel,
        thread=thread,
        also_to_channel=in_channel and thread is not None and thread != id,
        author=author,
        body=None if is_deleted else body,
        mentions=[] if is_deleted else mentions,
        at=wire(at),
        sent_at=wire(sent_at),
        edited_at=wire_or_none(edited_at),
        deleted_at=wire_or_none(deleted_at),
        reactions=[],
        files=[],
        previews=_previews.decode(previews) if previews and not is_deleted else [],
        replies=summary if summary is not None and summary.count else None,
    )


class _Placed(NamedTuple):
    """A row of a page: the channel alone where it has no such message."""

    side: str
    message: Message | None


def _placed(channel: UUID, side: str, *columns: Any) -> _Placed:
    return _Placed(side, None if columns[0] is None else _message(channel, columns))


def _row(
    channel: UUID, stream: int, kind: str, is_archived: bool, is_member: bool, *columns: Any
) -> MessageRow:
    return MessageRow(StreamId(stream), kind, is_archived, is_member, _message(channel, columns))


# From a seq in both directions, one more than asked for on each side, which says whether the history goes on. The
# channel comes alone where it has nothing there, so that an empty history is not taken for one that is hidden.
_PAGE = db.statement(
    f"""
    select c.id, side.name, {_COLUMNS}
    from channel c {_MEMBER}
        cross join (values ('before'), ('after')) side (name)
        left join lateral (
            (select {_NEEDED} from message h where side.name = 'before' and h.channel = c.stream and h.in_channel
                and h.seq < %(at)s order by h.seq desc limit %(before)s + 1)
            union all
            (select {_NEEDED} from message h where side.name = 'after' and h.channel = c.stream and h.in_channel
                and h.seq >= %(at)s order by h.seq limit %(after)s + 1)
        ) m on true
    where c.id = %(channel)s and {_VISIBLE}
    order by m.seq
    """,
    _placed,
)
_GET = db.statement(
    f"""
    select c.id, c.stream, c.kind, c.archived_at is not null, k.user_id is not null, {_COLUMNS}
    from message m join channel c on c.stream = m.channel {_MEMBER}
    where m.id = %(message)s and {_VISIBLE}
    """,
    _row,
)
# Within a channel `at` rises with seq, so the first message at or after a time is found by halving: no index on `at`.
_SEQ_AT = db.statement(
    """
    with recursive found (stream, low, high) as (
        select s.id, 0::bigint, s.head + 1 from channel c join stream s on s.id = c.stream where c.id = %(channel)s
        union all
        select f.stream, case when p.at < %(at)s then p.seq else f.low end,
            case when p.at < %(at)s then f.high else f.low + (f.high - f.low) / 2 end
        from found f left join lateral (
            select seq, at from message h where h.channel = f.stream and h.in_channel
                and h.seq >= f.low + (f.high - f.low) / 2 order by h.seq limit 1
        ) p on true
        where f.high - f.low > 1
    )
    select high from found order by high - low limit 1
    """,
    db.value,
)
_STREAM = db.statement(
    "select c.id from message m join channel c on c.stream = m.channel where m.id = %(message)s", db.value
)


def _seen_by(actor: Actor) -> dict[str, object]:
    return {"user": actor.user_id, "workspace": actor.workspace_id, "guest": actor.is_guest}


async def get_message(where: db.Where, message_id: MessageId, *, visible_to: Actor) -> MessageRow:
    """Raises NotFound, also where the actor may not see it."""
    row = await where.one(_GET, message=message_id, **_seen_by(visible_to))
    if row is None:
        raise NotFound("There is no such message, or you may not see it.")
    return row


async def find_channel_of(where: db.Where, message_id: MessageId) -> ChannelId | None:
    """Where a message stands, whoever asks: to lock its stream, after which the message is read again."""
    return await where.one(_STREAM, message=message_id)


async def list_history(
    where: db.Where, channel_id: ChannelId, *, visible_to: Actor, at: int, before: int, after: int
) -> HistoryPage:
    """At most `before` messages with a seq under `at`, and `after` from it on. Raises NotFound."""
    rows = await where.all(
        _PAGE, channel=channel_id, at=at, before=before, after=after, **_seen_by(visible_to)
    )
    if not rows:
        raise NotFound("There is no such channel, or you may not see it.")
    earlier = [row.message for row in rows if row.side == "before" and row.message is not None]
    later = [row.message for row in rows if row.side == "after" and row.message is not None]
    return HistoryPage(
        [*earlier[max(0, len(earlier) - before) :], *later[:after]],
        len(earlier) > before,
        len(later) > after,
    )


async def find_seq_at(where: db.Where, channel_id: ChannelId, at: datetime) -> int:
    """A seq that parts a history's messages before a time from those at or after it."""
    return await where.one(_SEQ_AT, channel=channel_id, at=at) or 1


# For the system itself, which acts for nobody: what it writes back, everybody who may read the message sees.
_FIND = db.statement(
    f"""
    select c.id, c.stream, c.kind, c.archived_at is not null, false, {_COLUMNS}
    from message m join channel c on c.stream = m.channel
    where m.id = %(message)s
    """,
    _row,
)


async def find_message(where: db.Where, message_id: MessageId) -> MessageRow | None:
    """A message, whoever may see it."""
    return await where.one(_FIND, message=message_id)
