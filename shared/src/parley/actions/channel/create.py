"""Create a channel."""

from dataclasses import dataclass

from psycopg.errors import UniqueViolation

from parley import db, eventlog
from parley.actor import Actor
from parley.errors import IdTaken, NameTaken, NotFound
from parley.ids import ChannelId, UserId, stream_name
from parley.policies.channel import (
    check_description,
    check_kind,
    check_members,
    check_name,
    require_can_create,
)
from parley.queries.actor import get_current
from parley.queries.channel import ChannelRow, find_by_id, get_channel
from parley.queries.user import require_active_users
from parley.writes.channel import digest_of, insert_channel
from parley.writes.membership import Join, insert_memberships


@dataclass(frozen=True, slots=True)
class Created:
    channel: ChannelRow
    is_repeat: bool


async def create_channel(
    *,
    actor: Actor,
    channel_id: ChannelId,
    kind: str,
    name: str,
    description: str = "",
    members: tuple[UserId, ...] = (),
) -> Created:
    """Create a public or private channel with its creator and `members` in it; the same id again gives it again.

    Raises Invalid, Forbidden, NotFound (a member who is none of the workspace), NameTaken, IdTaken.
    """
    require_can_create(actor)
    check_members(members)
    checked, name, description = check_kind(kind), check_name(name), check_description(description)
    people = list(dict.fromkeys((actor.user_id, *members)))
    if (
        known := await _find_repeat(actor, channel_id, digest_of(kind, name, description, people))
    ) is not None:
        return Created(known, is_repeat=True)
    try:
        async with db.transaction() as tx:
            await require_active_users(tx, people, workspace_id=actor.workspace_id)
            workspace = stream_name("workspace", actor.workspace_id)
            locked = await eventlog.lock(tx, workspace, *(stream_name("user", person) for person in people))
            # Once more, under the lock: somebody may have been deactivated, or have become a guest, meanwhile.
            await require_active_users(tx, people, workspace_id=actor.workspace_id)
            require_can_create(await get_current(tx, actor))
            channel, stream = await insert_channel(
                tx,
                channel_id=channel_id,
                workspace_id=actor.workspace_id,
                kind=checked,
                name=name,
                description=description,
                created_by=actor.user_id,
                members=people,
                workspace_stream=locked[workspace],
            )
            joins = [Join(channel, stream, person, locked[stream_name("user", person)]) for person in people]
            await insert_memberships(tx, joins, by=actor.user_id)
            return Created(await get_channel(tx, channel_id, visible_to=actor), is_repeat=False)
    except UniqueViolation as error:
        if error.diag.constraint_name == "channel_name":
            raise NameTaken(f"There is a channel #{name} already. Choose another name.") from None
        if (
            known := await _find_repeat(actor, channel_id, digest_of(kind, name, description, people))
        ) is not None:
            return Created(known, is_repeat=True)  # its twin was a moment earlier
        raise


async def _find_repeat(actor: Actor, channel_id: ChannelId, digest: bytes) -> ChannelRow | None:
    """The channel with this id if the actor made it of the same content; raises IdTaken for any other."""
    found = await find_by_id(db.reader, channel_id)
    if found is None:
        return None
    if found.created_by != actor.user_id or found.digest != digest:
        raise IdTaken
    try:
        return await get_channel(db.reader, channel_id, visible_to=actor)
    except NotFound:
        raise IdTaken from None
