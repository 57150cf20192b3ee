"""Change a channel: its name, what it is for, who may see it, whether it is archived."""

from dataclasses import dataclass, replace

from psycopg.errors import UniqueViolation

from parley import db, eventlog
from parley.actor import Actor
from parley.clock import now
from parley.errors import Changed, NameTaken
from parley.ids import ChannelId, stream_name
from parley.policies.channel import (
    check_description,
    check_kind,
    check_name,
    require_can_describe,
    require_can_manage,
    require_open,
)
from parley.queries.actor import get_current
from parley.queries.channel import ChannelRow, get_channel

_UPDATE = """
    update channel set name = %(name)s, description = %(description)s, kind = %(kind)s,
        archived_at = %(archived_at)s, version = %(version)s
    where id = %(id)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to change; None leaves it as it is."""

    name: str | None = None
    description: str | None = None
    kind: str | None = None
    archived: bool | None = None


async def update_channel(
    *, actor: Actor, channel_id: ChannelId, changes: Changes, if_version: int | None = None
) -> ChannelRow:
    """The channel as it now is. What changes nothing announces nothing.

    Raises Invalid, NotFound, Forbidden, NotAMember, GeneralStays, ChannelArchived, NameTaken, and Changed where
    `if_version` is not its version any more.
    """
    changes = _checked(changes)
    name = stream_name("channel", channel_id)
    await get_channel(db.reader, channel_id, visible_to=actor)  # what may not be seen is not locked either
    try:
        async with db.transaction() as tx:
            workspace = stream_name("workspace", actor.workspace_id)
            locked = await eventlog.lock(tx, workspace, name)
            actor = await get_current(tx, actor)  # a change of role takes the workspace's lock too
            before = await get_channel(tx, channel_id, visible_to=actor)
            if if_version is not None and if_version != before.version:
                raise Changed
            after = _applied(before, changes, version=eventlog.next_seq(tx, locked[name]))
            if replace(after, version=before.version) == before:
                return before
            _require_allowed(before, after, actor)
            await _write(tx, after)
            await _announce(tx, before, after, locked[name], locked[workspace])
            return replace(after, head=after.version)
    except UniqueViolation:
        raise NameTaken(f"There is a channel #{changes.name} already. Choose another name.") from None


def _checked(changes: Changes) -> Changes:
    if changes.kind is not None:
        check_kind(changes.kind)
    return replace(
        changes,
        name=None if changes.name is None else check_name(changes.name),
        description=None if changes.description is None else check_description(changes.description),
    )


def _applied(before: ChannelRow, changes: Changes, *, version: int) -> ChannelRow:
    archived_at = before.archived_at
    if changes.archived is not None:
        archived_at = (archived_at or now()) if changes.archived else None
    return replace(
        before,
        name=before.name if changes.name is None else changes.name,
        description=before.description if changes.description is None else changes.description,
        kind=before.kind if changes.kind is None else changes.kind,
        archived_at=archived_at,
        version=version,
    )


def _require_allowed(before: ChannelRow, after: ChannelRow, actor: Actor) -> None:
    if (before.kind, before.archived_at) != (after.kind, after.archived_at):
        require_can_manage(before, actor)
    if (before.name, before.description) != (after.name, after.description):
        require_can_describe(before, actor)
    # What is archived stays as it was, unless the same change restores it.
    if before.archived_at is not None and after.archived_at is not None:
        require_open(before)


async def _write(tx: db.Transaction, channel: ChannelRow) -> None:
    await tx.execute(
        _UPDATE,
        name=channel.name,
        description=channel.description,
        kind=channel.kind,
        archived_at=channel.archived_at,
        version=channel.version,
        id=channel.id,
    )


async def _announce(
    tx: db.Transaction,
    before: ChannelRow,
    after: ChannelRow,
    stream: eventlog.Stream,
    workspace: eventlog.Stream,
) -> None:
    is_archiving = before.archived_at is None and after.archived_at is not None
    kind = "channel.archived" if is_archiving else "channel.updated"
    changes_acl = (before.kind, before.archived_at) != (after.kind, after.archived_at)
    await eventlog.append(tx, stream, kind, after.wire(), changes_acl=changes_acl)
    if after.kind == "public":
        await eventlog.append(tx, workspace, kind, after.wire())
    elif before.kind == "public":
        # Everybody else learns that it went, and nothing that was first said when it had gone.
        seen = replace(before, kind=after.kind, version=after.version)
        await eventlog.append(tx, workspace, "channel.updated", seen.wire())
