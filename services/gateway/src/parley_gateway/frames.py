"""The two closed vocabularies of the socket: what clients may say, and what we say (DESIGN, section 8)."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from parley.errors import Invalid

MAX_FRAME_BYTES = 512 * 1024
MAX_CURSORS = 5_000
MAX_PRESENCE = 500

Seq = Annotated[int, Meta(ge=0, le=2**53)]
Ref = Annotated[str, Meta(max_length=64)]
StreamText = Annotated[str, Meta(max_length=64)]


class ClientFrame(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What a client says. `ref`, where given, comes back in the answer."""

    ref: Ref | None = None


class Hello(ClientFrame, frozen=True, kw_only=True, tag="hello"):
    """The first frame. `cursors` are worth something within `epoch` only; without them it starts at the heads."""

    epoch: Annotated[str, Meta(max_length=64)] | None = None
    cursors: Annotated[dict[StreamText, Seq], Meta(max_length=MAX_CURSORS)] | None = None
    token: Annotated[str, Meta(max_length=256)] | None = None
    workspace: UUID | None = None


class Send(ClientFrame, frozen=True, kw_only=True, tag="send"):
    """Post a message. The same id again gets the first answer again. There are no files to attach yet."""

    id: UUID
    channel: UUID
    body: str
    thread: UUID | None = None
    also_to_channel: bool = False
    files: Annotated[list[UUID], Meta(max_length=0)] = []


class Read(ClientFrame, frozen=True, kw_only=True, tag="read"):
    """Everything up to `seq` is read."""

    channel: UUID
    seq: Seq
    thread: UUID | None = None


class Typing(ClientFrame, frozen=True, kw_only=True, tag="typing"):
    """I am writing in a channel. Passed on to its other members, and not answered."""

    channel: UUID
    thread: UUID | None = None


class Presence(ClientFrame, frozen=True, kw_only=True, tag="presence"):
    """Say how this socket's user is (active until said otherwise), and ask how others are, 500 at most in all."""

    state: Annotated[str, Meta(pattern="^(active|away)$")] | None = None
    of: Annotated[list[UUID], Meta(max_length=MAX_PRESENCE)] | None = None


class Watch(ClientFrame, frozen=True, kw_only=True, tag="watch"):
    """Get the events of a stream that I may read and do not have."""

    stream: StreamText


class Unwatch(ClientFrame, frozen=True, kw_only=True, tag="unwatch"):
    stream: StreamText


class Ping(ClientFrame, frozen=True, kw_only=True, tag="ping"):
    pass


Said = Hello | Send | Read | Typing | Presence | Watch | Unwatch | Ping


class ServerFrame(Struct, frozen=True, kw_only=True, tag_field="type"):
    """What we say."""


class Welcome(ServerFrame, frozen=True, kw_only=True, tag="welcome"):
    """`heads` are all streams that this socket gets, each with the seq it stood at."""

    user: UUID
    session: UUID | None
    epoch: str
    heads: dict[str, int]


class Event(ServerFrame, frozen=True, kw_only=True, tag="event"):
    """An event of the log; `data` is by `kind`. Assembled by parley.events.frame, from text encoded once."""

    stream: str
    seq: int
    kind: str
    data: Any
    at: str


class Ack(ServerFrame, frozen=True, kw_only=True, tag="ack"):
    """`send` is answered with id, seq, at and stream; `read` with seq; `watch` with stream and head."""

    ref: str | UnsetType = UNSET
    id: UUID | UnsetType = UNSET
    seq: int | UnsetType = UNSET
    at: str | UnsetType = UNSET
    stream: str | UnsetType = UNSET
    head: int | UnsetType = UNSET


class Error(ServerFrame, frozen=True, kw_only=True, tag="error"):
    """What was refused: `code` is for programs, `detail` says how to mend it."""

    ref: str | UnsetType = UNSET
    id: UUID | UnsetType = UNSET
    code: str
    detail: str


class SomeoneTypes(ServerFrame, frozen=True, kw_only=True, tag="typing"):
    channel: UUID
    user: UUID
    thread: UUID | None = None


class States(ServerFrame, frozen=True, kw_only=True, tag="presence"):
    """How people are: active or away, and offline in batches. In an answer who is missing is offline."""

    ref: str | UnsetType = UNSET
    states: dict[UUID, str]


class Reset(ServerFrame, frozen=True, kw_only=True, tag="reset"):
    """Start over from a fresh snapshot: the stream, or all of them where none is named."""

    stream: str | UnsetType = UNSET


class Bye(ServerFrame, frozen=True, kw_only=True, tag="bye"):
    """The socket ends. Come back after `retry_after` seconds; what `reason` says may make that pointless."""

    reason: str
    retry_after: float


class Pong(ServerFrame, frozen=True, kw_only=True, tag="pong"):
    ref: str | UnsetType = UNSET


Told = Welcome | Event | Ack | Error | SomeoneTypes | States | Reset | Bye | Pong


class Malformed(Invalid):
    """A frame that is none of ours; too many of them end the socket."""


_decoder = msgspec.json.Decoder(Said)
_encoder = msgspec.json.Encoder()


def decode(text: str) -> Said:
    """Raises Malformed, which says what is wrong."""
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as fault:
        raise Malformed(f"The frame can't be read: {fault}.") from None
    except RecursionError:
        raise Malformed("The frame can't be read: it is nested too deeply.") from None


def encode(frame: Told) -> str:
    return _encoder.encode(frame).decode()


def ref_of(ref: str | None) -> str | UnsetType:
    """A client's `ref` as answers have it: left out where there was none."""
    return UNSET if ref is None else ref
