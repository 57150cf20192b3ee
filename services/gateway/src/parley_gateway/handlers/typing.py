"""typing: tell the others in a channel that I am writing. Never stored; losing one is correct."""

import time

from parley.bus.publish import group
from parley.errors import NotAMember
from parley.ids import stream_name
from parley_gateway.frames import SomeoneTypes, Typing, encode
from parley_gateway.socket import Socket

# What shows it goes out after six seconds; more often says nothing new.
_EVERY_SECONDS = 2.0


async def handle_typing(socket: Socket, frame: Typing) -> None:
    """Not answered, unless refused. Raises NotAMember."""
    name = stream_name("channel", frame.channel)
    place = socket.places.get(name)
    if place is None or place.is_watching:
        raise NotAMember
    now = time.monotonic()
    if now - socket.typed_at.get(name, 0.0) < _EVERY_SECONDS:
        return
    socket.typed_at[name] = now
    user = socket.me.user_id
    told = encode(SomeoneTypes(channel=frame.channel, user=user, thread=frame.thread))
    message = {"type": "stream.signal", "stream": name, "user": str(user), "frame": told.encode()}
    await socket.hub.layer.group_send(group(name), message)
