"""Events that give or end a right, obeyed before anybody here gets them (law 6)."""

from typing import TYPE_CHECKING, Any

import msgspec

from parley.events import (
    Channel,
    IJoined,
    ILeft,
    MemberJoined,
    MemberLeft,
    MyRoleChanged,
    SessionEnded,
    TokenRevoked,
    User,
    Wire,
)
from parley.ids import StreamName, stream_name
from parley_gateway.room import Event, Place, Room
from parley_gateway.streams import join_later, judge_later, leave

if TYPE_CHECKING:
    from parley_gateway.hub import Hub
    from parley_gateway.socket import Socket


def obey(hub: "Hub", room: Room, event: Event) -> None:
    """What the event means for the sockets here. Never waits: what it starts, sockets do themselves."""
    found = _OBEYED.get((room.name.partition(":")[0], event.kind))
    if found is not None:
        payload, do = found
        do(hub, room, event, _decode(event, payload))


class _Data(msgspec.Struct):
    data: msgspec.Raw


_frames = msgspec.json.Decoder(_Data)


def _decode[T: Wire](event: Event, payload: type[T]) -> T:
    return msgspec.json.decode(_frames.decode(event.parcel[0]).data, type=payload)


def _joined_channel(hub: "Hub", room: Room, event: Event, data: MemberJoined) -> None:
    _doubt_guests(hub, room)


def _left_channel(hub: "Hub", room: Room, event: Event, data: MemberLeft) -> None:
    _doubt_guests(hub, room)
    for place in hub.places_of(room, data.user):
        # One that was judged later than this happened has been let in again since.
        if place.judged < event.seq:
            hub.leave(place.socket, room.name)


def _doubt_guests(hub: "Hub", room: Room) -> None:
    """Guests see the presence of those who share a channel with them."""
    for place in room.places.values():
        if place.socket.me.is_guest:
            hub.presence.doubt(place.socket)


def _channel_changed(hub: "Hub", room: Room, event: Event, data: Channel) -> None:
    room.changes += 1
    if data.kind != "public":
        for place in tuple(room.places.values()):
            if place.is_watching:
                hub.leave(place.socket, room.name)


def _i_joined(hub: "Hub", room: Room, event: Event, data: IJoined) -> None:
    _doubt_guests(hub, room)
    for place in room.places.values():
        if place.judged < event.seq:  # else it was in what the socket may read when it began
            join_later(place.socket, StreamName(data.stream), data.after)


def _i_left(hub: "Hub", room: Room, event: Event, data: ILeft) -> None:
    _doubt_guests(hub, room)
    for place in tuple(room.places.values()):
        if place.judged < event.seq:
            leave(place.socket, StreamName(data.stream))


def _session_ended(hub: "Hub", room: Room, event: Event, data: SessionEnded) -> None:
    for place in tuple(room.places.values()):
        if place.socket.ground.session == data.session:
            _end(place, "session.ended", event)


def _token_revoked(hub: "Hub", room: Room, event: Event, data: TokenRevoked) -> None:
    for place in tuple(room.places.values()):
        if place.socket.ground.token == data.token:
            _end(place, "token.revoked", event)


def _deactivated(hub: "Hub", room: Room, event: Event, data: User) -> None:
    hub.presence.here.leave(data.id, seconds=0)
    for place in tuple(room.places.values()):
        if place.socket.me.user_id == data.id:  # of the workspace's, this one; of my own, all
            _end(place, "user.deactivated", event)


def _role_changed(hub: "Hub", room: Room, event: Event, data: User) -> None:
    """At once what a guest may not see. The rest follows from my own stream, in the order of what happened to me."""
    for socket in tuple(hub.users.get(data.id, ())):
        place = room.places.get(socket)
        # One that was judged later than this happened has it again since: its own stream was faster.
        if place is None or place.judged < event.seq:
            _take_away(hub, socket, data)


def _take_away(hub: "Hub", socket: "Socket", data: User) -> None:
    hub.presence.doubt(socket)
    for place in socket.places.values():
        place.may_post_since = -1
    if data.role == "guest":
        socket.become_guest()
        hub.leave(socket, stream_name("workspace", socket.me.workspace_id))
        for place in tuple(socket.places.values()):
            if place.is_watching:
                hub.leave(socket, place.room.name)


def _my_role_changed(hub: "Hub", room: Room, event: Event, data: MyRoleChanged) -> None:
    for place in tuple(room.places.values()):
        _take_away(hub, place.socket, data)
        if data.role == "guest":
            place.socket.joined.pop(StreamName(data.stream), None)
            judge_later(place.socket)
        else:
            judge_later(place.socket, gained=StreamName(data.stream), after=data.after)


def _end(place: Place, reason: str, event: Event) -> None:
    # Its client learns why from the event itself; one that is catching up has not come so far.
    place.socket.end(reason, event if place.is_live else None)


_OBEYED: dict[tuple[str, str], tuple[type[Any], Any]] = {
    ("channel", "member.joined"): (MemberJoined, _joined_channel),
    ("channel", "member.left"): (MemberLeft, _left_channel),
    ("channel", "channel.archived"): (Channel, _channel_changed),
    ("channel", "channel.updated"): (Channel, _channel_changed),
    ("user", "member.joined"): (IJoined, _i_joined),
    ("user", "member.left"): (ILeft, _i_left),
    ("user", "session.ended"): (SessionEnded, _session_ended),
    ("user", "token.revoked"): (TokenRevoked, _token_revoked),
    ("user", "user.deactivated"): (User, _deactivated),
    ("user", "user.role_changed"): (MyRoleChanged, _my_role_changed),
    ("workspace", "user.deactivated"): (User, _deactivated),
    ("workspace", "user.role_changed"): (User, _role_changed),
}
