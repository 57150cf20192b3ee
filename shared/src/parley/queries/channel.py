"""Channels, as those who may see them see them: members, and everybody but guests where they are public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.clock import wire, wire_or_none
from parley.errors import NotFound
from parley.events import Channel, ChannelKind, Layout
from parley.ids import ChannelId, StreamId, StreamName, UserId, WorkspaceId, stream_name


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel, with what the asking user is in it."""

    id: ChannelId
    workspace_id: WorkspaceId
    stream_id: StreamId
    kind: ChannelKind
    layout: Layout
    posting: str
    name: str | None
    description: str
    created_by: UserId
    created_at: datetime
    archived_at: datetime | None
    version: int
    is_general: bool
    head: int
    acl: int
    is_member: bool
    member_count: int

    @property
    def stream(self) -> StreamName:
        return stream_name("channel", self.id)

    def wire(self, *, version: int | None = None) -> Channel:
        """As the log and the API have it."""
        return Channel(
            id=self.id,
            kind=self.kind,
            layout=self.layout,
            name=self.name,
            description=self.description,
            created_by=self.created_by,
            created_at=wire(self.created_at),
            archived_at=wire_or_none(self.archived_at),
            version=self.version if version is None else version,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made a channel, and a digest of what they asked for."""

    created_by: UserId
    digest: bytes


_COLUMNS = """
    c.id, c.workspace_id, c.stream, c.kind, c.layout, c.posting, c.name, c.description, c.created_by_id, c.created_at,
    c.archived_at, c.version, coalesce(w.general_id = c.id, false), s.head, s.acl, m.user_id is not null,
    (select count(*) from membership where channel = c.stream)
"""
_FROM = """
    from channel c join stream s on s.id = c.stream join workspace w on w.id = c.workspace_id
        left join membership m on m.channel = c.stream and m.user_id = %(user)s
"""
_VISIBLE = (
    "c.workspace_id = %(workspace)s and (m.user_id is not null or (c.kind = 'public' and not %(guest)s))"
)
_GET = db.statement(f"select {_COLUMNS} {_FROM} where c.id = %(channel)s and {_VISIBLE}", ChannelRow)
_OF_WORKSPACE = db.statement(
    f"select {_COLUMNS} {_FROM} where c.id = any(%(channels)s::uuid[]) and c.workspace_id = %(workspace)s"
    " order by c.id",
    ChannelRow,
)
_LIST = db.statement(
    f"select {_COLUMNS} {_FROM} where {_VISIBLE} and c.id > %(after)s order by c.id limit %(limit)s",
    ChannelRow,
)
_BY_ID = db.statement("select created_by_id, digest from channel where id = %(channel)s", Origin)


def _seen_by(actor: Actor) -> dict[str, object]:
    return {"user": actor.user_id, "workspace": actor.workspace_id, "guest": actor.is_guest}


async def get_channel(where: db.Where, channel_id: ChannelId, *, visible_to: Actor) -> ChannelRow:
    """Raises NotFound, also where the actor may not see it."""
    row = await where.one(_GET, channel=channel_id, **_seen_by(visible_to))
    if row is None:
        raise NotFound("There is no such channel, or you may not see it.")
    return row


async def list_channels_of_workspace(
    where: db.Where, channels: Sequence[UUID], *, workspace_id: WorkspaceId, user: UserId | None = None
) -> list[ChannelRow]:
    """Those of `channels` that are of the workspace, whoever may see them: for letting people in.

    `is_member` is said of `user`.
    """
    return await where.all(_OF_WORKSPACE, channels=list(channels), workspace=workspace_id, user=user)


async def list_channels(where: db.Where, *, visible_to: Actor, after: UUID, limit: int) -> list[ChannelRow]:
    """In the order of ids, from the one after `after`."""
    return await where.all(_LIST, after=after, limit=limit, **_seen_by(visible_to))


async def find_by_id(where: db.Where, channel_id: ChannelId) -> Origin | None:
    """Whose id this is, in whatever workspace: for the creator's own repeat, and shown to nobody else."""
    return await where.one(_BY_ID, channel=channel_id)
