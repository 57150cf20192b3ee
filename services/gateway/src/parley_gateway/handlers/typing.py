"""typing: tell the others in a channel that I am writing. Never stored, never answered unless refused."""

import time

from parley import db
from parley.bus.publish import group
from parley.errors import NotAMember
from parley.ids import ChannelId, StreamName, stream_name
from parley.policies.message import refuse_post
from parley.queries.posting import find_posting
from parley_gateway.frames import SomeoneTypes, Typing, encode
from parley_gateway.room import Place
from parley_gateway.socket import Socket

# What shows it goes out after six seconds by itself: more often says nothing new.
_EVERY_SECONDS = 2.0
# Nobody writes in more channels within that time. What is over is dropped: losing one is correct.
_CHANNELS = 5


async def handle_typing(socket: Socket, frame: Typing) -> None:
    """Passed on to those in the channel. Raises NotAMember, or whatever a message would be refused with."""
    name = stream_name("channel", frame.channel)
    place = socket.places.get(name)
    if place is None or place.is_watching:
        raise NotAMember
    typed_at = note(socket.typed_at, name, now=time.monotonic())
    if typed_at is None:
        return
    socket.typed_at = typed_at
    await _require_may_post(socket, place, ChannelId(frame.channel))
    user = socket.me.user_id
    told = encode(SomeoneTypes(channel=frame.channel, user=user, thread=frame.thread))
    message = {"type": "stream.signal", "stream": name, "user": str(user), "frame": told.encode()}
    await socket.hub.layer.group_send(group(name), message)


def note(
    typed_at: dict[StreamName, float], name: StreamName, *, now: float
) -> dict[StreamName, float] | None:
    """When a socket typed where of late, with this; None where this is too much."""
    recent = {channel: at for channel, at in typed_at.items() if now - at < _EVERY_SECONDS}
    return None if name in recent or len(recent) >= _CHANNELS else {**recent, name: now}


async def _require_may_post(socket: Socket, place: Place, channel: ChannelId) -> None:
    """Asked once; the room counts what may change the answer."""
    judged = place.room.changes
    if place.may_post_since != judged:
        posting = await find_posting(db.reader, channel, actor=socket.me, fresh=True)
        if (refusal := refuse_post(posting)) is not None:
            raise refusal
        place.may_post_since = judged
