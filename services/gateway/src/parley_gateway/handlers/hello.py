"""hello: who is there, then welcome, then what was missed."""

from dataclasses import replace

from parley import db
from parley.errors import Invalid, Unauthenticated
from parley.ids import StreamName, parse_stream, stream_name
from parley.queries.stream import Readable, list_joins
from parley_gateway.credentials import identify
from parley_gateway.frames import Hello, Reset, Welcome
from parley_gateway.join import catch_up
from parley_gateway.refusals import HelloTwice
from parley_gateway.socket import Socket
from parley_gateway.streams import join_all


async def handle_hello(socket: Socket, frame: Hello) -> None:
    """Answer welcome; what each stream missed, and then live events, follow by themselves.

    Raises Invalid, HelloTwice, Unauthenticated, Busy, Unavailable.
    """
    if socket.is_welcome:
        raise HelloTwice
    if frame.cursors and frame.epoch is None:
        raise Invalid("Cursors are worth something within an epoch only: say the epoch they were counted in.")
    await _sign_in(socket, frame)
    async with socket.joining:
        # Channels with a cursor that are not mine were watched before.
        named = (parse_stream(name) for name in frame.cursors or {})
        channels = [parsed[1] for parsed in named if parsed is not None and parsed[0] == "channel"]
        epoch, streams = await join_all(socket, watching=channels)
        starts = await _find_starts(socket, frame, epoch, streams)
        for name, place in socket.places.items():
            place.after = starts.get(name, place.judged)
        heads: dict[str, int] = {stream.name: stream.head for stream in streams}
        socket.say(Welcome(user=socket.me.user_id, session=socket.me.session_id, epoch=epoch, heads=heads))
        for name in frame.cursors or {}:
            if name not in starts:
                socket.say(Reset(stream=name))
        socket.is_welcome = True
    socket.begin(_give_missed(socket))


async def _sign_in(socket: Socket, frame: Hello) -> None:
    given = socket.credentials
    if frame.token is not None:
        given = replace(given, token=frame.token)
    if frame.workspace is not None:
        given = replace(given, workspace=frame.workspace)
    if socket.identity is None or given != socket.credentials:
        socket.credentials, socket.identity = given, await identify(given)
    if socket.identity is None:
        raise Unauthenticated("Sign in, or send a good token: as `Authorization: Bearer`, or in hello.")
    socket.hub.add(socket)


async def _find_starts(
    socket: Socket, frame: Hello, epoch: str, streams: list[Readable]
) -> dict[StreamName, int]:
    """Where streams begin that do not begin at their heads: at good cursors, and at joins made meanwhile.

    A channel that I joined while I was away has no cursor. My own stream tells of the join, and since which event
    the channel is mine.
    """
    if epoch != frame.epoch or not frame.cursors:
        return {}
    given = frame.cursors
    starts = {s.name: given[s.name] for s in streams if s.name in given and given[s.name] <= s.head}
    me = stream_name("user", socket.me.user_id)
    if me in starts and any(stream.name not in given for stream in streams):
        mine = next(stream for stream in streams if stream.name == me)
        for each in await list_joins(db.reader, mine.id, after=starts[me], upto=mine.head):
            if each.stream in socket.places and each.stream not in given:
                starts[each.stream] = each.after
    return starts


async def _give_missed(socket: Socket) -> None:
    async with socket.joining:
        # My own stream first: it tells of the channels whose events follow.
        me = stream_name("user", socket.me.user_id)
        await catch_up(socket, [place for name, place in socket.places.items() if name == me])
        await catch_up(socket, list(socket.places.values()))
