"""send: post a message."""

import asyncio

from parley import config
from parley.actions.message.post import post_message
from parley.ids import ChannelId, MessageId, ThreadId
from parley_gateway.frames import Ack, Send, ref_of
from parley_gateway.socket import Socket


async def handle_send(socket: Socket, frame: Send) -> None:
    """Acked with id, seq, at and stream. Sends of one socket are posted in the order of their frames."""
    async with socket.lane:
        posting = asyncio.create_task(_post(socket, frame), name="post")
        if not _goes_straight(socket, frame):
            await asyncio.wait([posting])
    await posting


def _goes_straight(socket: Socket, frame: Send) -> bool:
    """Whether posting waits for nothing before the flusher, which keeps the order it is given.

    Where it asks Redis for its rate, or the database for a right or a mention, the next send waits for its end.
    """
    settings = config.current()
    is_unlimited = settings.send_rate == 0 or settings.send_burst == 0
    return is_unlimited and "@" not in frame.body and frame.channel in socket.posted_to


async def _post(socket: Socket, frame: Send) -> None:
    posted = await post_message(
        actor=socket.me,
        channel_id=ChannelId(frame.channel),
        message_id=MessageId(frame.id),
        body=frame.body,
        thread=ThreadId(frame.thread) if frame.thread is not None else None,
        also_to_channel=frame.also_to_channel,
    )
    if len(socket.posted_to) < 1000:
        socket.posted_to.add(frame.channel)
    message = posted.message
    socket.say(
        Ack(ref=ref_of(frame.ref), id=message.id, seq=message.seq, at=message.at, stream=posted.stream)
    )
