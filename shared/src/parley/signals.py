"""The closed vocabulary of what is never stored: typing and presence."""

from uuid import UUID

import msgspec


class Typing(msgspec.Struct, frozen=True, kw_only=True):
    """`user` is writing in `channel`; goes after 6 seconds."""

    channel: UUID
    user: UUID
    thread: UUID | None = None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of some people: active, away or offline."""

    states: dict[UUID, str]
