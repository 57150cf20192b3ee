"""Leave a channel, or remove somebody from it."""

from parley import db, eventlog
from parley.actor import Actor
from parley.errors import NotFound
from parley.events import ILeft, MemberLeft
from parley.ids import ChannelId, UserId, stream_name
from parley.policies.member import require_can_remove
from parley.queries.actor import get_current
from parley.queries.channel import get_channel
from parley.queries.event import was_told
from parley.queries.member import is_member
from parley.queries.user import get_user

_DELETE = "delete from membership where user_id = %(user)s and channel = %(stream)s"


async def remove_member(*, actor: Actor, channel_id: ChannelId, user_id: UserId) -> None:
    """A repeat succeeds and announces nothing. Raises NotFound, Forbidden, GeneralStays, Unauthenticated."""
    if await _has_left(actor, channel_id, user_id):
        return
    await get_user(db.reader, user_id, visible_to=actor)
    async with db.transaction() as tx:
        theirs, name = stream_name("user", user_id), stream_name("channel", channel_id)
        # The actor's own too: a change of anybody's role takes theirs, and counts from then on.
        locked = await eventlog.lock(tx, theirs, name, stream_name("user", actor.user_id))
        actor = await get_current(tx, actor)
        channel = await get_channel(tx, channel_id, visible_to=actor)
        if not await is_member(tx, channel.stream_id, user_id):
            return
        user = await get_user(tx, user_id, visible_to=actor)
        require_can_remove(channel, user_id, role=user.role, actor=actor)
        await tx.execute(_DELETE, user=user_id, stream=channel.stream_id)
        left = MemberLeft(channel=channel_id, user=user_id, by=actor.user_id)
        await eventlog.append(tx, locked[name], "member.left", left, changes_acl=True)
        mine = ILeft(channel=channel_id, user=user_id, by=actor.user_id, stream=name)
        await eventlog.append(tx, locked[theirs], "member.left", mine)


async def _has_left(actor: Actor, channel_id: ChannelId, user_id: UserId) -> bool:
    """Whether this repeats one's own leaving of a channel that one can't see any more. Raises NotFound."""
    try:
        await get_channel(db.reader, channel_id, visible_to=actor)
    except NotFound:
        if user_id == actor.user_id and await was_told(
            db.reader, user_id, "member.left", "channel", channel_id
        ):
            return True
        raise
    return False
