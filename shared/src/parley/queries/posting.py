"""What a send is judged by, and whom it names.

The former is kept in the process, for `acl` says under the lock whether it still holds.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.ids import ChannelId, StreamId


@dataclass(frozen=True, slots=True)
class Posting:
    """A user's place in a channel, and their role, at the acl given."""

    stream_id: StreamId
    acl: int
    role: str
    is_active: bool
    kind: str
    posting: str
    is_archived: bool
    is_member: bool


_POSTING = db.statement(
    """
    select c.stream, s.acl, u.role, u.deactivated_at is null, c.kind, c.posting, c.archived_at is not null,
        m.user_id is not null
    from channel c join stream s on s.id = c.stream join "user" u on u.id = %(user)s
        left join membership m on m.channel = c.stream and m.user_id = %(user)s
    where c.id = %(channel)s and c.workspace_id = %(workspace)s
    """,
    Posting,
)
_MENTIONED = db.statement(
    """
    select u.id from unnest(%(handles)s::text[]) as h (handle)
        join "user" u on u.workspace_id = %(workspace)s and lower(u.handle) = h.handle
    order by u.id
    """,
    db.value,
)

MAX_MENTIONS = 100
_HANDLE = re.compile(r"(?<![\w@./-])@([a-z0-9][a-z0-9._-]{0,31})", re.IGNORECASE)
_KEPT = 100_000
_cache: OrderedDict[tuple[UUID, UUID], Posting] = OrderedDict()


async def find_posting(
    where: db.Where, channel_id: ChannelId, *, actor: Actor, fresh: bool = False
) -> Posting | None:
    """None where the workspace has no such channel. `fresh` asks the database again: the acl has moved."""
    key = (actor.user_id, channel_id)
    if not fresh and (known := _cache.get(key)) is not None:
        _cache.move_to_end(key)
        return known
    row = await where.one(_POSTING, user=actor.user_id, channel=channel_id, workspace=actor.workspace_id)
    if row is None:
        _cache.pop(key, None)
        return None
    _cache[key] = row
    if len(_cache) > _KEPT:
        _cache.popitem(last=False)
    return row


async def find_mentions(where: db.Where, body: str, *, actor: Actor) -> list[UUID]:
    """Whom a text names with @handle: users of the workspace, each once, in the order of their ids."""
    if "@" not in body:
        return []
    handles = list(dict.fromkeys(found.lower().rstrip("._-") for found in _HANDLE.findall(body)))
    return await where.all(_MENTIONED, handles=handles[:MAX_MENTIONS], workspace=actor.workspace_id)
