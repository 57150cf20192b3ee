"""The log, for programs without a socket."""

from dataclasses import dataclass
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.errors import NotFound, ResetNeeded
from parley.events import listed
from parley.ids import StreamName, parse_stream
from parley.queries.epoch import EPOCH

_PAGE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events as JSON texts, in order; the stream's head and the epoch they count in."""

    events: list[str]
    head: int
    epoch: str


@dataclass(frozen=True, slots=True)
class _Head:
    stream_id: int
    head: int
    epoch: str


# A channel's stream is for its members and, where it is public, for everybody but guests; a user's for that user; a
# workspace's for everybody but guests.
_HEAD = db.statement(
    f"""
    select s.id, s.head, {EPOCH}
    from stream s
        left join channel c on s.kind = 'channel' and c.id = s.subject
        left join membership k on k.channel = s.id and k.user_id = %(user)s
    where s.kind = %(kind)s and s.subject = %(subject)s and s.workspace_id = %(workspace)s
        and case s.kind
            when 'channel' then k.user_id is not null or (c.kind = 'public' and not %(guest)s)
            when 'user' then s.subject = %(user)s
            else not %(guest)s
        end
    """,
    _Head,
)
# Bounded by count and by size: the first always comes, those that would pass the bound wait for the next page.
_AFTER = db.statement(
    """
    select seq, kind, data, at from (
        select e.seq, e.kind, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
            e.data::text as data, sum(octet_length(e.data::text)) over (order by e.seq) as size
        from (
            select seq, kind, at, data from event
            where stream = %(stream)s and seq > %(after)s and seq <= %(head)s order by seq limit %(limit)s
        ) e
    ) sized where size <= %(bytes)s or seq = %(after)s + 1 order by seq
    """,
    lambda seq, kind, data, at: (seq, kind, data, at),
)
_ANNOUNCED = db.statement(
    """
    select count(*) from stream s join event e on e.stream = s.id
    where s.kind = 'user' and s.subject = %(user)s and e.kind = %(kind)s and e.data->>%(field)s = %(value)s
    """,
    db.value,
)


async def list_events(
    where: db.Where, name: StreamName, *, visible_to: Actor, after: int, epoch: str | None, limit: int
) -> EventPage:
    """The events after a seq. Raises NotFound, and ResetNeeded where the log does not answer for that cursor."""
    parsed = parse_stream(name)
    kind, subject = parsed if parsed is not None else ("", None)
    found = await where.one(
        _HEAD,
        kind=kind,
        subject=subject,
        user=visible_to.user_id,
        workspace=visible_to.workspace_id,
        guest=visible_to.is_guest,
    )
    if found is None:
        raise NotFound("There is no such stream, or you may not read it.")
    if epoch is not None and epoch != found.epoch:
        raise ResetNeeded("The server's log began anew since; load /boot and the histories again.")
    if after > found.head:
        raise ResetNeeded("The cursor lies beyond the stream's head; load /boot and the histories again.")
    rows = await where.all(
        _AFTER, stream=found.stream_id, after=after, head=found.head, limit=limit, bytes=_PAGE_BYTES
    )
    # Old weeks are dropped: what comes first must be what comes next, or something is missing between.
    if after < found.head and (not rows or rows[0][0] != after + 1):
        raise ResetNeeded
    return EventPage([listed(name, *row) for row in rows], found.head, found.epoch)


async def was_told(where: db.Where, user: UUID, kind: str, field: str, value: UUID) -> bool:
    """Whether a user's log still knows of such an event: a repeated DELETE of what is gone then succeeds again."""
    return bool(await where.one(_ANNOUNCED, user=user, kind=kind, field=field, value=str(value)))
