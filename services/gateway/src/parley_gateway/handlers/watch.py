"""watch and unwatch: look into a channel without joining it."""

from parley.errors import Invalid, NotFound
from parley.ids import StreamName
from parley_gateway.frames import Ack, Unwatch, Watch, ref_of
from parley_gateway.join import catch_up
from parley_gateway.socket import Socket
from parley_gateway.streams import join_one

MAX_WATCHED = 500


async def handle_watch(socket: Socket, frame: Watch) -> None:
    """Acked with stream and head; the events after that head follow. Of a stream I have it only answers.

    Raises NotFound where I may not read, Invalid over 500 watched.
    """
    name = StreamName(frame.stream)
    async with socket.joining:
        before = socket.places.get(name)
        if before is None and sum(place.is_watching for place in socket.places.values()) >= MAX_WATCHED:
            raise Invalid(f"A socket watches at most {MAX_WATCHED} streams: unwatch some first.")
        found = await join_one(socket, name)
        place = socket.places.get(name)
        if not found or place is None:
            raise NotFound("There is no such stream, or you may not read it.")
        socket.say(Ack(ref=ref_of(frame.ref), stream=name, head=place.judged))
        if place is not before:
            place.after = place.judged
            try:
                await catch_up(socket, [place])
            except BaseException:
                socket.hub.leave(socket, name)
                raise


async def handle_unwatch(socket: Socket, frame: Unwatch) -> None:
    """Acked with stream; a stream that is mine stays."""
    name = StreamName(frame.stream)
    async with socket.joining:
        place = socket.places.get(name)
        if place is not None and place.is_watching:
            socket.hub.leave(socket, name)
        socket.say(Ack(ref=ref_of(frame.ref), stream=name))
