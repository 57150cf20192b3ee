"""Typed ids: UUIDs of version 7 (RFC 9562), and the two names of a stream."""

import os
import re
import time
from typing import NewType
from uuid import UUID

AccountId = NewType("AccountId", UUID)
WorkspaceId = NewType("WorkspaceId", UUID)
UserId = NewType("UserId", UUID)
SessionId = NewType("SessionId", UUID)
TokenId = NewType("TokenId", UUID)
InviteId = NewType("InviteId", UUID)
ChannelId = NewType("ChannelId", UUID)
MessageId = NewType("MessageId", UUID)
ThreadId = NewType("ThreadId", UUID)

# The row's number, known to the database only, and the name on the wire: "channel:<uuid>".
StreamId = NewType("StreamId", int)
StreamName = NewType("StreamName", str)

ID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ID = re.compile(ID, re.ASCII)

STREAM_KINDS = ("channel", "user", "workspace")


def new_id() -> UUID:
    """A UUIDv7 of now: 48 bits of milliseconds, then 74 random ones."""
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    return UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def find_id(text: str) -> UUID | None:
    """The id that `text` is, or None. UUID() itself admits braces, hyphens anywhere and other scripts' digits."""
    return UUID(text) if _ID.fullmatch(text) else None


def stream_name(kind: str, subject: UUID) -> StreamName:
    return StreamName(f"{kind}:{subject}")


def parse_stream(name: str) -> tuple[str, UUID] | None:
    """Kind and subject of a stream's name in its one canonical form, or None."""
    kind, _, subject = name.partition(":")
    parsed = find_id(subject)
    # Two names for one stream, one of them in capitals, would be two cursors.
    return (kind, parsed) if kind in STREAM_KINDS and parsed is not None and str(parsed) == subject else None
