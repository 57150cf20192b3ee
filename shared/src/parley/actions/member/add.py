"""Join a channel, or add somebody to it."""

from parley import db, eventlog
from parley.actor import Actor
from parley.ids import ChannelId, UserId, stream_name
from parley.policies.channel import require_open
from parley.policies.member import require_can_add
from parley.queries.actor import get_current
from parley.queries.channel import get_channel
from parley.queries.member import is_member
from parley.queries.user import get_user, require_active_users
from parley.writes.membership import Join, insert_memberships


async def add_member(*, actor: Actor, channel_id: ChannelId, user_id: UserId) -> None:
    """A repeat succeeds and announces nothing.

    Raises NotFound, Forbidden, NotAMember, ChannelArchived, Unauthenticated.
    """
    await get_channel(db.reader, channel_id, visible_to=actor)  # what may not be seen is not locked either
    await get_user(db.reader, user_id, visible_to=actor)
    async with db.transaction() as tx:
        theirs, name = stream_name("user", user_id), stream_name("channel", channel_id)
        # The actor's own too: a change of their role takes it, and counts from then on.
        locked = await eventlog.lock(tx, theirs, name, stream_name("user", actor.user_id))
        actor = await get_current(tx, actor)
        channel = await get_channel(tx, channel_id, visible_to=actor)
        require_can_add(channel, user_id, actor)
        if await is_member(tx, channel.stream_id, user_id):
            return  # a repeat stays one, also when the channel was archived since
        require_open(channel)
        await require_active_users(tx, [user_id], workspace_id=actor.workspace_id)
        join = Join(channel.wire(), locked[name], user_id, locked[theirs])
        await insert_memberships(tx, [join], by=actor.user_id)
