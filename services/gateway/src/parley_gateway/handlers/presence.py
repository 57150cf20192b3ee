"""presence: nobody's is kept yet, so everybody is offline."""

from parley_gateway.frames import Presence, States, ref_of
from parley_gateway.socket import Socket


async def handle_presence(socket: Socket, frame: Presence) -> None:
    socket.say(States(ref=ref_of(frame.ref), states={}))
