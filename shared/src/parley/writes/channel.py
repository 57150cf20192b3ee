"""Make a channel: shared by set-up and create_channel. Checks nothing."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

import msgspec

from parley import db, eventlog
from parley.clock import now, wire
from parley.events import Channel as ChannelData
from parley.events import ChannelKind
from parley.ids import ChannelId, WorkspaceId
from parley.models import Channel

_encoder = msgspec.json.Encoder()


def digest_of(kind: str, name: str | None, description: str, members: Iterable[UUID]) -> bytes:
    """What a repeat with the same id must have asked for."""
    asked = (kind, name, description, sorted(map(str, members)))
    return hashlib.blake2b(_encoder.encode(asked), digest_size=16).digest()


async def insert_channel(
    tx: db.Transaction,
    *,
    channel_id: ChannelId,
    workspace_id: WorkspaceId,
    kind: ChannelKind,
    name: str,
    description: str,
    created_by: UUID,
    members: Iterable[UUID] = (),
    workspace_stream: eventlog.Stream,
) -> tuple[ChannelData, eventlog.Stream]:
    """A channel with its stream; `channel.created` on it and, where it is public, on the workspace's.

    Raises psycopg's UniqueViolation for the id and the name.
    """
    stream = await eventlog.create_stream(tx, workspace_id, "channel", channel_id)
    row = Channel(
        id=channel_id,
        workspace_id=workspace_id,
        stream_id=stream.id,
        kind=kind,
        name=name,
        description=description,
        created_by_id=created_by,
        created_at=now(),
        version=1,
        digest=digest_of(kind, name, description, members),
    )
    await tx.insert(row)
    data = ChannelData(
        id=row.id,
        kind=kind,
        layout="chat",
        name=name,
        description=description,
        created_by=created_by,
        created_at=wire(row.created_at),
        archived_at=None,
        version=1,
    )
    await eventlog.append(tx, stream, "channel.created", data)
    if kind == "public":
        await eventlog.append(tx, workspace_stream, "channel.created", data)
    return data, stream
