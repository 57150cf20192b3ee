"""presence: say how I am, and ask how others are."""

from parley.errors import RateLimited
from parley_gateway.frames import Presence, States, ref_of
from parley_gateway.socket import Socket


async def handle_presence(socket: Socket, frame: Presence) -> None:
    """Answered with the states of those asked for; who is missing is offline. Changes follow in batches.

    Raises RateLimited, Busy, Unavailable.
    """
    presence = socket.hub.presence
    if frame.state is not None and frame.state != socket.presence:
        socket.presence = frame.state
        presence.here.touch(socket.me.user_id)
    states = {}
    if frame.of is not None:
        if not socket.may_ask.take():
            raise RateLimited(retry_after=1)
        states = await presence.ask(socket, frame.of)
    socket.say(States(ref=ref_of(frame.ref), states=states))
