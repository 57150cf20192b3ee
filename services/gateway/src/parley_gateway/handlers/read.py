"""read: move my read position on."""

from parley.errors import Invalid
from parley.ids import ChannelId
from parley_gateway.frames import Read
from parley_gateway.reads import reads
from parley_gateway.socket import Socket


async def handle_read(socket: Socket, frame: Read) -> None:
    """Acked with seq once it is written; merged with others of the same person and channel before."""
    if frame.thread is not None:
        raise Invalid("Threads have no read positions of their own yet: leave `thread` out.")
    reads().note(socket, ChannelId(frame.channel), frame.seq, frame.ref)
