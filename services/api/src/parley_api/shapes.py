"""What several endpoints take and give."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from parley.events import Channel
from parley.policies.message import MAX_BODY
from parley.queries.channel import ChannelRow


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a request holds: a field we don't know is a mistake, and is said to be one."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what an answer holds."""


def bounded(**schema: Any) -> msgspec.Meta:
    """What openapi.json says of a value. The policies hold it to that, in words that a form can show."""
    return msgspec.Meta(extra_json_schema=schema)


# Patterns are those of ECMAScript: something to see, and nothing that can't be shown.
_UNFIT = r"\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069"
LINE = rf"^[^{_UNFIT}]*[^\s{_UNFIT}][^{_UNFIT}]*$"
# A line of text, such as a name.
Line = Annotated[str, bounded(minLength=1, maxLength=80, pattern=LINE)]
Handle = Annotated[str, bounded(minLength=1, maxLength=32, pattern="^[A-Za-z0-9]")]
Email = Annotated[str, bounded(format="email", maxLength=254)]
Password = Annotated[str, bounded(minLength=8, maxLength=256, format="password")]
MessageText = Annotated[str, bounded(minLength=1, maxLength=MAX_BODY, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


# What may also be empty.
Title = Annotated[str, bounded(maxLength=100, pattern=rf"^[^{_UNFIT}]*$")]
TimeZone = Annotated[str, bounded(minLength=1, maxLength=64, pattern="^[A-Za-z0-9_/+-]+$")]


class ListQuery(Given, frozen=True, kw_only=True):
    """A page of a list: the cursor is the one that the page before gave."""

    cursor: Annotated[str, bounded(pattern="^[A-Za-z0-9_-]{21}[AQgw]$")] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class ChannelPath(msgspec.Struct, frozen=True):
    channel: UUID


class MessagePath(msgspec.Struct, frozen=True):
    message: UUID


class ChannelShown(Channel, frozen=True, kw_only=True):
    """A channel, with what the caller is in it."""

    head: int
    is_member: bool
    member_count: int


def show_channel(row: ChannelRow) -> ChannelShown:
    return ChannelShown(
        **msgspec.structs.asdict(row.wire()),
        head=row.head,
        is_member=row.is_member,
        member_count=row.member_count,
    )
