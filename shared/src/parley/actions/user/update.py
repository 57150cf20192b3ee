"""Change a user: what they say of themselves, their role, whether they are still here."""

from dataclasses import dataclass, replace

import msgspec
from psycopg.errors import UniqueViolation

from parley import db, eventlog
from parley.actor import ROLES, Actor
from parley.clock import now
from parley.errors import Busy, HandleTaken
from parley.ids import StreamName, UserId, stream_name
from parley.policies.invite import beyond
from parley.policies.profile import check_time_zone, clean_handle, clean_line, clean_title
from parley.policies.user import (
    check_role,
    require_can_describe,
    require_can_give_role,
    require_can_manage,
    require_owner_left,
)
from parley.queries.actor import get_current
from parley.queries.membership import list_channels_in
from parley.queries.user import UserRow, count_owners, get_any_user, get_user
from parley.queries.workspace import get_workspace
from parley.writes.rights import end_sessions_and_tokens, judge_sends_anew, revoke_invites
from parley.writes.standing import announce_change, bring_in

_UPDATE = """
    update "user" set name = %(name)s, handle = %(handle)s, title = %(title)s, time_zone = %(time_zone)s,
        role = %(role)s, deactivated_at = %(deactivated_at)s
    where id = %(id)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to change; None leaves it as it is. The time zone may become None."""

    name: str | None = None
    handle: str | None = None
    title: str | None = None
    time_zone: str | msgspec.UnsetType | None = msgspec.UNSET
    role: str | None = None
    deactivated: bool | None = None

    @property
    def of_rights(self) -> bool:
        return self.role is not None or self.deactivated is not None


type _Locked = dict[StreamName, eventlog.Stream]


async def update_user(*, actor: Actor | None, user_id: UserId, changes: Changes) -> UserRow:
    """The user as they now are. What changes nothing announces nothing. `actor` None is the server's operator.

    Raises Invalid, NotFound, Forbidden, HandleTaken, LastOwner, Unauthenticated, and Busy where they join a channel at
    the same time.
    """
    changes = _checked(changes)
    seen = await _get(db.reader, user_id, actor)
    try:
        async with db.transaction() as tx:
            locked = await _lock(tx, seen, changes)
            if actor is not None:
                actor = await get_current(tx, actor)  # they may have lost their own role since they asked
            before = await _get(tx, user_id, actor)
            after = _applied(before, changes)
            if after == before:
                return before
            await _require_allowed(tx, before, after, actor)
            await _write(tx, after)
            await _end_rights(tx, before, after, locked)
            if before.role == "guest" and after.role != "guest":
                await bring_in(tx, after, locked, by=after.id if actor is None else actor.user_id)
            await announce_change(tx, before, after, locked)
            return after
    except UniqueViolation:
        raise HandleTaken(f"There is a @{changes.handle} already. Choose another handle.") from None


def _checked(changes: Changes) -> Changes:
    zone = changes.time_zone
    return replace(
        changes,
        name=None if changes.name is None else clean_line("name", changes.name, longest=80),
        handle=None if changes.handle is None else clean_handle(changes.handle),
        title=None if changes.title is None else clean_title(changes.title),
        time_zone=zone if zone is msgspec.UNSET else check_time_zone(zone),
        role=None if changes.role is None else check_role(changes.role),
    )


async def _get(where: db.Where, user_id: UserId, actor: Actor | None) -> UserRow:
    if actor is None:
        return await get_any_user(where, user_id)
    return await get_user(where, user_id, visible_to=actor)


async def _lock(tx: db.Transaction, user: UserRow, changes: Changes) -> _Locked:
    """The user's stream and the workspace's; where their rights change, also of all channels they are in."""
    names = [stream_name("workspace", user.workspace_id), stream_name("user", user.id)]
    if not changes.of_rights:
        return await eventlog.lock(tx, *names)
    general = (await get_workspace(tx, user.workspace_id)).general_id
    channels = {general, *await list_channels_in(tx, user.id)}
    names += [stream_name("channel", each) for each in channels]
    locked = await eventlog.lock(tx, *names)
    # From here on they join nothing: that takes the lock of their own stream.
    if not channels.issuperset(await list_channels_in(tx, user.id)):
        raise Busy(retry_after=1)
    return locked


def _applied(before: UserRow, changes: Changes) -> UserRow:
    deactivated_at = before.deactivated_at
    if changes.deactivated is not None:
        deactivated_at = (deactivated_at or now()) if changes.deactivated else None
    return replace(
        before,
        name=before.name if changes.name is None else changes.name,
        handle=before.handle if changes.handle is None else changes.handle,
        title=before.title if changes.title is None else changes.title,
        time_zone=before.time_zone if changes.time_zone is msgspec.UNSET else changes.time_zone,
        role=before.role if changes.role is None else check_role(changes.role),
        deactivated_at=deactivated_at,
    )


async def _require_allowed(tx: db.Transaction, before: UserRow, after: UserRow, actor: Actor | None) -> None:
    if before.profile != after.profile:
        require_can_describe(before, actor)
    if before.deactivated_at != after.deactivated_at:
        require_can_manage(before, actor)
    if before.role != after.role:
        require_can_give_role(before, after.role, actor)
    require_owner_left(before, after, owners=await count_owners(tx, before.workspace_id))


async def _write(tx: db.Transaction, user: UserRow) -> None:
    await tx.execute(
        _UPDATE,
        name=user.name,
        handle=user.handle,
        title=user.title,
        time_zone=user.time_zone,
        role=user.role,
        deactivated_at=user.deactivated_at,
        id=user.id,
    )


async def _end_rights(tx: db.Transaction, before: UserRow, after: UserRow, locked: _Locked) -> None:
    if (before.role, before.deactivated_at) == (after.role, after.deactivated_at):
        return
    await judge_sends_anew(tx, [each for name, each in locked.items() if name.startswith("channel:")])
    if before.role != after.role:
        await revoke_invites(tx, after, roles=beyond(after.role))
    if after.deactivated_at is not None:
        await revoke_invites(tx, after, roles=ROLES)
        await end_sessions_and_tokens(tx, after)
