"""What a client loads over HTTP before it follows the events, in the shapes that the API answers with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from parley import db
from parley.actor import Actor
from parley.queries.boot import get_boot
from parley.queries.channel import ChannelRow, list_channels
from parley.queries.cursor import START
from parley.queries.member import list_members
from parley.queries.message import END, list_history
from parley.queries.session import list_sessions
from parley.queries.token import list_tokens
from parley.queries.user import list_users

type Json = dict[str, Any]

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one person may see, at a moment when nothing changes.

    `members` and `histories` are by channel; `kept` are the ids of the person's sessions and tokens.
    """

    boot: Json
    users: list[Json]
    channels: list[Json]
    members: dict[str, list[str]]
    histories: dict[str, list[Json]]
    kept: frozenset[str]


async def take_snapshot(actor: Actor) -> Snapshot:
    boot = await get_boot(db.reader, of=actor)
    users = await list_users(db.reader, visible_to=actor, after=START, limit=_ALL)
    channels = await list_channels(db.reader, visible_to=actor, after=START, limit=_ALL)
    members: dict[str, list[str]] = {}
    histories: dict[str, list[Json]] = {}
    for channel in channels:
        rows = await list_members(db.reader, channel.id, visible_to=actor, after=START, limit=_ALL)
        members[str(channel.id)] = [str(row.user) for row in rows]
        page = await list_history(db.reader, channel.id, visible_to=actor, at=END, before=_ALL, after=0)
        histories[str(channel.id)] = plain(page.messages)
    return Snapshot(
        boot={
            "me": plain(boot.me),
            "workspace": plain(boot.workspace),
            "epoch": boot.epoch,
            "heads": dict(boot.heads),
            "channels": plain(boot.channels),
        },
        users=[plain(row.wire()) for row in users],
        channels=[_listed(row) for row in channels],
        members=members,
        histories=histories,
        kept=await _kept(actor),
    )


def plain(value: Any) -> Any:
    """As JSON has it: ids are text."""
    return msgspec.to_builtins(value)


def _listed(row: ChannelRow) -> Json:
    more = {"head": row.head, "is_member": row.is_member, "member_count": row.member_count}
    return plain(row.wire()) | more


async def _kept(actor: Actor) -> frozenset[str]:
    ids: list[UUID] = [each.id for each in await list_tokens(db.reader, of=actor, after=START, limit=_ALL)]
    ids += [each.id for each in await list_sessions(db.reader, of=actor, after=START, limit=_ALL)]
    return frozenset(map(str, ids))
