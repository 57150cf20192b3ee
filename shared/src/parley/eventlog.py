"""The log's only writer: lock streams, append events, publish after the commit.

Within a stream seq has no gap and rises in the order of commits, and so does xid. Both come from one rule: all
streams of a write are locked, in the order of their ids, before the transaction's first write.
"""

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
    "select id, head, acl, pg_current_xact_id_if_assigned()::text from stream where id = any(%(ids)s::bigint[])",
    lambda *columns: columns,
)
_APPEND = db.statement(
    """
    with moved as (
        update stream set head = head + 1, acl = acl + %(acl)s,
            last_at = greatest(clock_timestamp(), last_at + interval '1 microsecond')
        where id = %(stream)s returning id, head, last_at
    )
    insert into event (stream, seq, at, kind, data) select id, head, last_at, %(kind)s, %(data)s::json from moved
    returning seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    """,
    lambda seq, at: (seq, at),
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
    for stream, head, acl, xid in await tx.all(_SEE, ids=ids):
        if xid is not None:
            raise LockedLate("lock before the first write")
        tx.heads[found[stream]] = head
        streams[found[stream]] = Stream(stream, found[stream], head, acl)
    tx.appended.clear()
    return streams


async def create_stream(tx: db.Transaction, workspace_id: WorkspaceId, kind: str, subject: UUID) -> Stream:
    """A new stream, locked: nobody else can see it before the commit. Lock the existing ones first."""
    name = stream_name(kind, subject)
    (number,) = await tx.all(_CREATE, workspace=workspace_id, kind=kind, subject=subject)
    tx.heads[name] = 0
    return Stream(StreamId(number), name, 0, 0)


def next_seq(tx: db.Transaction, stream: Stream) -> int:
    """The seq that the next event of a locked stream will have, for payloads that hold it."""
    return tx.heads[stream.name] + 1


async def append(
    tx: db.Transaction, stream: Stream, kind: str, payload: Wire, *, changes_acl: bool = False
) -> Appended:
    """Append an event to a locked stream; it is published when the transaction has committed.

    `changes_acl`: a membership, posting right, kind or archive changed, so sends must judge again.
    """
    subject_kind = stream.name.partition(":")[0]
    if not isinstance(payload, KINDS[kind].payloads[subject_kind]):
        raise TypeError(f"{kind} on a {subject_kind}'s stream does not carry {type(payload).__name__}")
    data = encode(payload)
    answer = await tx.one(_APPEND, stream=stream.id, kind=kind, data=data, acl=1 if changes_acl else 0)
    if answer is None or answer[0] != next_seq(tx, stream):
        raise LockedLate(f"{stream.name} was not locked")
    seq, at = answer
    tx.heads[stream.name] = seq
    if not tx.appended:
        tx.after_commit.append(lambda: announce(tx.appended))
    tx.appended.append(Frame(stream.name, seq, kind, frame(stream.name, seq, kind, data, at)))
    return Appended(stream.name, seq, at)


async def overwrite_message(
    tx: db.Transaction, stream: Stream, message_id: UUID, seq: int, payload: Wire
) -> None:
    """Replace what all earlier events of a message carry: it is deleted, and its text must be gone."""
    await tx.execute(_OVERWRITE, stream=stream.id, seq=seq, message=str(message_id), data=encode(payload))


def announce(frames: list[Frame]) -> None:
    """Say what has committed, to the gateways and to the worker. The send path calls it for its batches."""
    publish(frames)
    nudge(FOLLOWUPS)
