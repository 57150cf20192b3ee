"""What several endpoints take and give."""

from typing import Annotated
from uuid import UUID

import msgspec

from parley.events import Channel
from parley.queries.channel import ChannelRow


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a request holds: a field we don't know is a mistake, and is said to be one."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what an answer holds."""


class ListQuery(Given, frozen=True, kw_only=True):
    """A page of a list: the cursor is the one that the page before gave."""

    cursor: str | None = None
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
