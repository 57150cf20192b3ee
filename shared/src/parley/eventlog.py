"""The log's only writer: lock streams, append events, publish after the commit.

Within a stream seq has no gap and rises in the order of commits, and so does xid. Both come from one rule: all
streams of a write are locked, in the order of their ids, before the transaction's first write.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from parley import db
from parley.bus.nudger import FOLLOWUPS, nudge
from parley.bus.publish import Frame, publish
from parley.errors import NotFound
from parley.events import KINDS, Wire, encode, frame
from parley.ids import StreamId, StreamName, WorkspaceId, parse_stream, stream_name


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as it was when it was locked."""

    id: StreamId
    name: StreamName
    head: int
    acl: int
    ordinal: int
    """How many messages its history has had."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be appended. `changes_acl`: a membership, posting right, kind or archive changed with it, so sends
    must judge again.
    """

    stream: Stream
    kind: str
    payload: Wire
    changes_acl: bool = False


@dataclass(frozen=True, slots=True)
class Appended:
    stream: StreamName
    seq: int
    at: str


class LockedLate(RuntimeError):
    """The transaction had written before it locked: its xid is older than its place in the stream."""


_FIND = db.statement(
    "select s.id, s.kind, s.subject from unnest(%(kinds)s::text[], %(subjects)s::uuid[]) as w (kind, subject)"
    " join stream s on s.kind = w.kind and s.subject = w.subject",
    lambda id, kind, subject: (StreamId(id), stream_name(kind, subject)),
)
# Advisory, because a row lock assigns the transaction's xid: taken on the first of several streams it would be older
# than that of a transaction that commits to the last of them before us, and who reads by xid would see n + 1 before n.
_LOCK = db.statement(
    "select pg_advisory_xact_lock(id) from (select id from unnest(%(ids)s::bigint[]) id order by id) s",
    db.value,
)
# A statement of its own: its snapshot is taken after the lock, so what it sees is the newest.
_SEE = db.statement(
    "select id, head, acl, ordinal, pg_current_xact_id_if_assigned()::text"
    " from stream where id = any(%(ids)s::bigint[])",
    lambda *columns: columns,
)
# Whatever their number, in one round trip: while a stream is locked, everyone who writes to it waits.
_APPEND = db.statement(
    """
    with new as (
        select *, row_number() over (partition by stream order by n) as place,
            count(*) over (partition by stream) as places
        from unnest(%(streams)s::bigint[], %(kinds)s::text[], %(data)s::text[]) with ordinality
            as e (stream, kind, data, n)
    ), moved as (
        update stream s set head = s.head + t.places, acl = s.acl + t.acl,
            last_at = greatest(clock_timestamp(), s.last_at + t.places * interval '1 microsecond')
        from (
            select stream, count(*) as places, sum(acl)::int as acl
            from unnest(%(streams)s::bigint[], %(acl)s::int[]) as a (stream, acl) group by stream
        ) t where s.id = t.stream returning s.id, s.head, s.last_at
    )
    insert into event (stream, seq, at, kind, data)
    select id, head - places + place, last_at - (places - place) * interval '1 microsecond', kind, data::json
    from moved join new on new.stream = moved.id
    returning stream, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    """,
    lambda stream, seq, at: ((stream, seq), at),
)
_CREATE = db.statement(
    "insert into stream (workspace_id, kind, subject) values (%(workspace)s, %(kind)s, %(subject)s) returning id",
    db.value,
)
# The message's events begin at its own seq. Its text must go from all of them, whoever resumes from wherever.
_OVERWRITE = """
    update event set data = %(data)s::json
    where stream = %(stream)s and seq >= %(seq)s and kind like 'message.%%' and data->>'id' = %(message)s
"""


async def lock(tx: db.Transaction, *names: StreamName) -> dict[StreamName, Stream]:
    """Lock all streams of a write: once, before it writes anything. Raises NotFound, Busy; LockedLate is a defect."""
    wanted = [parsed for name in dict.fromkeys(names) if (parsed := parse_stream(name)) is not None]
    found = dict(
        await tx.all(_FIND, kinds=[kind for kind, _ in wanted], subjects=[subject for _, subject in wanted])
    )
    if len(found) != len(set(names)):
        raise NotFound
    if tx.heads:
        raise LockedLate("streams are locked in one go, or two writers could wait for each other")
    ids = list(found)
    await tx.all(_LOCK, ids=ids)
    streams = {}
    for stream, head, acl, ordinal, xid in await tx.all(_SEE, ids=ids):
        if xid is not None:
            raise LockedLate("lock before the first write")
        tx.heads[found[stream]] = head
        streams[found[stream]] = Stream(stream, found[stream], head, acl, ordinal)
    tx.appended.clear()
    return streams


async def create_stream(tx: db.Transaction, workspace_id: WorkspaceId, kind: str, subject: UUID) -> Stream:
    """A new stream, locked: nobody else can see it before the commit. Lock the existing ones first."""
    name = stream_name(kind, subject)
    (number,) = await tx.all(_CREATE, workspace=workspace_id, kind=kind, subject=subject)
    tx.heads[name] = 0
    return Stream(StreamId(number), name, 0, 0, 0)


def next_seq(tx: db.Transaction, stream: Stream) -> int:
    """The seq that the next event of a locked stream will have, for payloads that hold it."""
    return tx.heads[stream.name] + 1


async def append(
    tx: db.Transaction, stream: Stream, kind: str, payload: Wire, *, changes_acl: bool = False
) -> Appended:
    """Append an event to a locked stream; it is published when the transaction has committed."""
    (appended,) = await append_all(tx, [Entry(stream, kind, payload, changes_acl)])
    return appended


async def append_all(tx: db.Transaction, entries: Sequence[Entry]) -> list[Appended]:
    """Append events to locked streams, in this order within each."""
    texts = [_encoded(entry) for entry in entries]
    found = dict(
        await tx.all(
            _APPEND,
            streams=[entry.stream.id for entry in entries],
            kinds=[entry.kind for entry in entries],
            data=texts,
            acl=[int(entry.changes_acl) for entry in entries],
        )
    )
    if entries and not tx.appended:
        tx.after_commit.append(lambda: announce(tx.appended))
    appended = []
    for entry, data in zip(entries, texts, strict=True):
        name, seq = entry.stream.name, next_seq(tx, entry.stream)
        at = found.get((entry.stream.id, seq))
        if at is None:
            raise LockedLate(f"{name} was not locked")
        tx.heads[name] = seq
        tx.appended.append(Frame(name, seq, entry.kind, frame(name, seq, entry.kind, data, at)))
        appended.append(Appended(name, seq, at))
    return appended


def _encoded(entry: Entry) -> str:
    subject_kind = entry.stream.name.partition(":")[0]
    if not isinstance(entry.payload, KINDS[entry.kind].payloads[subject_kind]):
        raise TypeError(
            f"{entry.kind} on a {subject_kind}'s stream does not carry {type(entry.payload).__name__}"
        )
    return encode(entry.payload)


async def overwrite_message(
    tx: db.Transaction, stream: Stream, message_id: UUID, seq: int, payload: Wire
) -> None:
    """Replace what all earlier events of a message carry: it is deleted, and its text must be gone."""
    await tx.execute(_OVERWRITE, stream=stream.id, seq=seq, message=str(message_id), data=encode(payload))


def announce(frames: list[Frame]) -> None:
    """Say what has committed, to the gateways and to the worker. The send path calls it for its batches."""
    publish(frames)
    nudge(FOLLOWUPS)
