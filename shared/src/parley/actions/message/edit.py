"""Edit a message."""

import msgspec

from parley import db, eventlog
from parley.actor import Actor
from parley.clock import now, wire
from parley.errors import Changed
from parley.events import Message
from parley.ids import MessageId, stream_name
from parley.policies.message import check_body, require_editable
from parley.queries.actor import get_current
from parley.queries.message import get_message
from parley.queries.posting import find_mentions
from parley.writes.mention import replace_mentions

_UPDATE = "update message set body = %(body)s, edited_at = %(at)s, version = %(version)s where id = %(id)s"
# What a link said goes with the link; the followups look at those that are new.
_FORGET_PREVIEWS = "delete from link_preview where message_id = %(id)s and strpos(%(body)s, url) = 0"


async def edit_message(
    *, actor: Actor, message_id: MessageId, body: str, if_version: int | None = None
) -> Message:
    """The message as it now is. The same body again announces nothing.

    Raises Invalid, NotFound, NotAuthor, NotAMember, MessageDeleted, ChannelArchived, and Changed where `if_version`
    is not its version any more.
    """
    check_body(body)
    mentions = await find_mentions(db.reader, body, actor=actor)
    stands_in = await get_message(db.reader, message_id, visible_to=actor)
    async with db.transaction() as tx:
        name = stream_name("channel", stands_in.message.channel)
        locked = await eventlog.lock(tx, name)
        actor = await get_current(tx, actor)  # deactivation takes the channel's lock too
        found = await get_message(tx, message_id, visible_to=actor)
        before = found.message
        require_editable(
            author=before.author,
            is_deleted=before.deleted_at is not None,
            is_archived=found.is_archived,
            is_member=found.is_member,
            actor=actor,
        )
        if if_version is not None and if_version != before.version:
            raise Changed
        if body == before.body:
            return before
        at, version = now(), eventlog.next_seq(tx, locked[name])
        await tx.execute(_UPDATE, body=body, at=at, version=version, id=message_id)
        await tx.execute(_FORGET_PREVIEWS, id=message_id, body=body)
        await replace_mentions(tx, found.stream_id, before.seq, mentions)
        after = msgspec.structs.replace(
            before,
            body=body,
            mentions=mentions,
            previews=[each for each in before.previews if each.url in body],
            edited_at=wire(at),
            version=version,
        )
        await eventlog.append(tx, locked[name], "message.edited", after)
        return after
