"""The closed vocabulary of the log: what can happen, and what each kind carries.

A payload is complete: a client draws from it and reads nothing back. Ids are UUIDs as text, times
RFC 3339 in UTC with six digits. The objects here are also what the API answers with.
"""

from typing import Any, Literal
from uuid import UUID

import msgspec

type Role = Literal["owner", "admin", "member", "guest"]
type ChannelKind = Literal["public", "private", "dm", "group"]
type Layout = Literal["chat", "topics"]


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what goes over the wire."""


# ---- objects ----


class User(Wire, frozen=True, kw_only=True):
    """An account or a bot in a workspace."""

    id: UUID
    handle: str
    name: str
    title: str
    time_zone: str | None
    role: Role
    is_bot: bool
    deactivated_at: str | None
    created_at: str


class Me(User, frozen=True, kw_only=True):
    """A user as they see themselves. A bot has no e-mail address."""

    email: str | None
    email_confirmed: bool


class Workspace(Wire, frozen=True, kw_only=True):
    """`general` is the first channel, which nobody leaves and nobody archives."""

    id: UUID
    name: str
    general: UUID | None


class Channel(Wire, frozen=True, kw_only=True):
    """`version` is the seq of the last change in the channel's stream."""

    id: UUID
    kind: ChannelKind
    layout: Layout
    name: str | None
    description: str
    created_by: UUID
    created_at: str
    archived_at: str | None
    version: int


class JoinedChannel(Channel, frozen=True, kw_only=True):
    """A channel as one of its members has it."""

    head: int
    read: int
    unread: int
    mentions: int


class Preview(Wire, frozen=True, kw_only=True):
    """What a linked page says of itself."""

    url: str
    title: str
    description: str
    site_name: str
    image: None = None


class Reaction(Wire, frozen=True, kw_only=True):
    emoji: str
    count: int
    users: list[UUID]


class Replies(Wire, frozen=True, kw_only=True):
    count: int
    last_at: str
    users: list[UUID]


class Message(Wire, frozen=True, kw_only=True):
    """A message as it now is; of a deleted one `body` is None and the lists are empty."""

    id: UUID
    seq: int
    version: int
    channel: UUID
    thread: UUID | None
    also_to_channel: bool
    author: UUID
    body: str | None
    mentions: list[UUID]
    at: str
    sent_at: str
    edited_at: str | None
    deleted_at: str | None
    reactions: list[Reaction]
    files: list[Any]
    previews: list[Preview]
    replies: Replies | None


# ---- kinds ----


class Event(Wire, frozen=True, kw_only=True):
    """Base of the payloads that are not simply an object."""


class MemberJoined(Event, frozen=True, kw_only=True):
    """On the channel's stream."""

    channel: UUID
    user: UUID
    by: UUID


class IJoined(Event, frozen=True, kw_only=True):
    """On the user's own stream: the gateway joins the sockets to `stream` and catches up after `after`."""

    channel: UUID
    user: UUID
    by: UUID
    stream: str
    after: int
    joined: JoinedChannel


class MemberLeft(Event, frozen=True, kw_only=True):
    channel: UUID
    user: UUID
    by: UUID


class ILeft(Event, frozen=True, kw_only=True):
    """On the user's own stream."""

    channel: UUID
    user: UUID
    by: UUID
    stream: str


class ReadMoved(Event, frozen=True, kw_only=True):
    """On the user's stream: `seq` is the read position, `unread` and `mentions` what is left after it."""

    channel: UUID
    thread: UUID | None
    seq: int
    unread: int
    mentions: int


class MyRoleChanged(User, frozen=True, kw_only=True):
    """On the user's own stream: the gateway joins who is no guest to the workspace's `stream`, after `after`."""

    stream: str
    after: int


class SessionEnded(Event, frozen=True, kw_only=True):
    session: UUID


class TokenRevoked(Event, frozen=True, kw_only=True):
    token: UUID


class Kind(msgspec.Struct, frozen=True):
    """One kind of event: its name, the streams it may stand in, and the payload of each."""

    name: str
    payloads: dict[str, type[Wire]]


_KINDS = (
    Kind("message.posted", {"channel": Message}),
    Kind("message.edited", {"channel": Message}),
    Kind("message.deleted", {"channel": Message}),
    Kind("message.previewed", {"channel": Message}),
    Kind("channel.created", {"channel": Channel, "workspace": Channel}),
    Kind("channel.updated", {"channel": Channel, "workspace": Channel}),
    Kind("channel.archived", {"channel": Channel, "workspace": Channel}),
    Kind("member.joined", {"channel": MemberJoined, "user": IJoined}),
    Kind("member.left", {"channel": MemberLeft, "user": ILeft}),
    Kind("read.moved", {"user": ReadMoved}),
    Kind("user.joined", {"workspace": User}),
    Kind("user.updated", {"workspace": User, "user": Me}),
    Kind("user.role_changed", {"workspace": User, "user": MyRoleChanged}),
    Kind("user.deactivated", {"workspace": User, "user": User}),
    Kind("session.ended", {"user": SessionEnded}),
    Kind("token.revoked", {"user": TokenRevoked}),
    Kind("workspace.updated", {"workspace": Workspace}),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}

_encoder = msgspec.json.Encoder()


def frame(stream: str, seq: int, kind: str, data: str, at: str) -> str:
    """An event as sockets get it, assembled from text that was encoded once, when it was written."""
    return f'{{"type":"event","stream":"{stream}","seq":{seq},"kind":"{kind}","data":{data},"at":"{at}"}}'


def listed(stream: str, seq: int, kind: str, data: str, at: str) -> str:
    """The same without `type`, as GET /streams/{stream}/events lists it."""
    return f'{{"stream":"{stream}","seq":{seq},"kind":"{kind}","data":{data},"at":"{at}"}}'


def encode(payload: Wire) -> str:
    return _encoder.encode(payload).decode()
