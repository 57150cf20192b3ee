"""Add to a message what one of its links says of itself."""

from parley import db, eventlog
from parley.ids import MessageId, stream_name
from parley.models import LinkPreview
from parley.queries.message import find_channel_of, find_message

_VERSION = "update message set version = %(version)s where id = %(id)s"


async def add_preview(
    *, message_id: MessageId, url: str, place: int, title: str, description: str, site_name: str
) -> bool:
    """Store the preview and announce the message with it; False, and no event, where there is nothing to add.

    That is a message that is gone or deleted, a link that an edit took out, or a preview that is there already.
    """
    channel_id = await find_channel_of(db.reader, message_id)
    if channel_id is None:
        return False
    async with db.transaction() as tx:
        name = stream_name("channel", channel_id)
        stream = (await eventlog.lock(tx, name))[name]
        found = await find_message(tx, message_id)
        if found is None or found.message.body is None or url not in found.message.body:
            return False
        row = LinkPreview(
            message_id=message_id,
            url=url,
            place=place,
            title=title,
            description=description,
            site_name=site_name,
        )
        if not await tx.insert_missing(row):
            return False
        version = eventlog.next_seq(tx, stream)
        await tx.execute(_VERSION, version=version, id=message_id)
        previewed = await find_message(tx, message_id)
        if previewed is not None:  # it can't have gone: its stream is locked
            await eventlog.append(tx, stream, "message.previewed", previewed.message)
    return True
