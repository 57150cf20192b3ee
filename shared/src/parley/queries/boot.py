"""What a client starts from: who I am, my channels, and the heads that its cursors begin at."""

from dataclasses import dataclass
from typing import Any

from parley import db
from parley.actor import Actor
from parley.clock import wire, wire_or_none
from parley.errors import Unauthenticated
from parley.events import JoinedChannel, Me, Workspace
from parley.ids import StreamName, stream_name
from parley.queries.epoch import EPOCH
from parley.queries.membership import MENTIONS, UNREAD
from parley.queries.user import ME, as_me


@dataclass(frozen=True, slots=True)
class Boot:
    """A snapshot. Each head was read no later than what it is the head of, so that no change falls between."""

    me: Me
    workspace: Workspace
    epoch: str
    heads: dict[StreamName, int]
    channels: list[JoinedChannel]


@dataclass(frozen=True, slots=True)
class _Me:
    me: Me
    workspace: Workspace
    user_head: int
    workspace_head: int
    epoch: str


def _me(*columns: Any) -> _Me:
    *of_user, workspace, name, general, user_head, workspace_head, epoch = columns
    shown = Workspace(id=workspace, name=name, general=general)
    return _Me(as_me(*of_user), shown, user_head, workspace_head, epoch)


def _channel(id: Any, created_at: Any, archived_at: Any, *more: Any) -> JoinedChannel:
    kind, layout, name, description, created_by, version, head, read, unread, mentions = more
    return JoinedChannel(
        id=id,
        kind=kind,
        layout=layout,
        name=name,
        description=description,
        created_by=created_by,
        created_at=wire(created_at),
        archived_at=wire_or_none(archived_at),
        version=version,
        head=head,
        read=read,
        unread=unread,
        mentions=mentions,
    )


_ME = db.statement(
    f"""
    select {ME}, w.id, w.name, w.general_id, us.head, ws.head, {EPOCH}
    from "user" u join workspace w on w.id = u.workspace_id left join account a on a.id = u.account_id
        join stream us on us.kind = 'user' and us.subject = u.id
        join stream ws on ws.kind = 'workspace' and ws.subject = w.id
    where u.id = %(user)s
    """,
    _me,
)
_CHANNELS = db.statement(
    f"""
    select c.id, c.created_at, c.archived_at, c.kind, c.layout, c.name, c.description, c.created_by_id, c.version,
        s.head, k.read_seq, {UNREAD}, {MENTIONS}
    from membership k join stream s on s.id = k.channel join channel c on c.stream = k.channel
    where k.user_id = %(user)s
    order by c.id
    """,
    _channel,
)


async def get_boot(where: db.Where, *, of: Actor) -> Boot:
    """One statement for who I am and one for all my channels, in this order: a join between them is in the log."""
    me = await where.one(_ME, user=of.user_id)
    if me is None:
        raise Unauthenticated
    channels = await where.all(_CHANNELS, user=of.user_id)
    heads = {stream_name("user", of.user_id): me.user_head}
    if not of.is_guest:
        heads[stream_name("workspace", of.workspace_id)] = me.workspace_head
    heads |= {stream_name("channel", channel.id): channel.head for channel in channels}
    return Boot(me.me, me.workspace, me.epoch, heads, channels)
