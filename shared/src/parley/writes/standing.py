"""Who a user now is, made known; shared by all that changes users. Checks nothing."""

import msgspec

from parley import db, eventlog
from parley.events import MyRoleChanged
from parley.ids import StreamName, UserId, stream_name
from parley.queries.channel import list_channels_of_workspace
from parley.queries.user import UserRow, get_me
from parley.queries.workspace import get_workspace
from parley.writes.membership import Join, insert_memberships

type Locked = dict[StreamName, eventlog.Stream]


async def bring_in(tx: db.Transaction, user: UserRow, locked: Locked, *, by: UserId) -> None:
    """Everybody but guests is in #general. Told before the role is: sockets join it before they are judged anew."""
    workspace = await get_workspace(tx, user.workspace_id)
    mine = locked[stream_name("user", user.id)]
    for channel in await list_channels_of_workspace(
        tx, [workspace.general_id], workspace_id=workspace.id, user=user.id
    ):
        if not channel.is_member:
            join = Join(channel.wire(), locked[channel.stream], user.id, mine)
            await insert_memberships(tx, [join], by=by)


async def announce_change(tx: db.Transaction, before: UserRow, after: UserRow, locked: Locked) -> None:
    """To the workspace and to themselves: a guest does not get the workspace's stream."""
    everybody = locked[stream_name("workspace", after.workspace_id)]
    mine, told = locked[stream_name("user", after.id)], after.wire()
    was_restored = before.deactivated_at is not None and after.deactivated_at is None
    if before.profile != after.profile or was_restored:
        await eventlog.append(tx, everybody, "user.updated", told)
        await eventlog.append(tx, mine, "user.updated", await get_me(tx, after.id))
    if before.role != after.role:
        place = await eventlog.append(tx, everybody, "user.role_changed", told)
        changed = MyRoleChanged(**msgspec.structs.asdict(told), stream=place.stream, after=place.seq)
        await eventlog.append(tx, mine, "user.role_changed", changed)
    if before.deactivated_at is None and after.deactivated_at is not None:
        await eventlog.append(tx, everybody, "user.deactivated", told)
        await eventlog.append(tx, mine, "user.deactivated", told)
