"""ping: is anybody there?"""

from parley_gateway.frames import Ping, Pong, ref_of
from parley_gateway.socket import Socket


async def handle_ping(socket: Socket, frame: Ping) -> None:
    socket.say(Pong(ref=ref_of(frame.ref)))
