"""Delete a message: its row stays, its text goes from the row, from the log and from the answers kept for repeats."""

import msgspec

from parley import db, eventlog
from parley.actor import Actor
from parley.clock import now, wire
from parley.events import encode
from parley.ids import MessageId, stream_name
from parley.policies.message import require_deletable
from parley.queries.actor import get_current
from parley.queries.message import get_message
from parley.writes.mention import replace_mentions

# Without a digest the author alone decides whether the same id is a repeat.
_UPDATE = """
    update message set body = '', digest = null, deleted_at = %(at)s, version = %(version)s where id = %(id)s
"""
# What an Idempotency-Key keeps for its author is the message as it was answered then, which begins with its id.
_FORGET_ANSWERS = """
    update idempotency_key set answer = %(answer)s
    where user_id = %(author)s and starts_with(answer, '{"id":"' || %(id)s::uuid || '",')
"""
_FORGET_PREVIEWS = "delete from link_preview where message_id = %(id)s"
# What is still owed for it, or died, holds its links.
_FORGET_JOBS = "delete from job where key like 'preview:' || %(id)s::uuid || ':%%'"


async def delete_message(*, actor: Actor, message_id: MessageId) -> None:
    """A repeat succeeds and announces nothing. Raises NotFound, NotAuthor, ChannelArchived."""
    stands_in = await get_message(db.reader, message_id, visible_to=actor)
    async with db.transaction() as tx:
        name = stream_name("channel", stands_in.message.channel)
        locked = await eventlog.lock(tx, name)
        actor = await get_current(tx, actor)  # a change of role takes the channel's lock too
        found = await get_message(tx, message_id, visible_to=actor)
        before = found.message
        if before.deleted_at is not None:
            return
        require_deletable(author=before.author, is_archived=found.is_archived, actor=actor)
        at, version = now(), eventlog.next_seq(tx, locked[name])
        await tx.execute(_UPDATE, at=at, version=version, id=message_id)
        await tx.execute(_FORGET_PREVIEWS, id=message_id)
        await tx.execute(_FORGET_JOBS, id=message_id)
        await replace_mentions(tx, found.stream_id, before.seq, [])
        after = msgspec.structs.replace(
            before,
            body=None,
            mentions=[],
            previews=[],
            reactions=[],
            files=[],
            deleted_at=wire(at),
            version=version,
        )
        await tx.execute(_FORGET_ANSWERS, author=before.author, id=message_id, answer=encode(after))
        await eventlog.overwrite_message(tx, locked[name], message_id, before.seq, after)
        await eventlog.append(tx, locked[name], "message.deleted", after)
