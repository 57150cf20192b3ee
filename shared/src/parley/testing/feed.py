"""Which events one person gets of a log, told from the events alone: a second opinion to the gateway's."""

from collections.abc import Callable, Iterable, Iterator

from parley.testing.replica import PUBLIC, Replica
from parley.testing.snapshot import Json

type Order = Callable[[list[Json]], Json]
"""Of the next events of several streams, as the log has them, the one that comes first."""


def in_turn(heads: list[Json]) -> Json:
    """As they were written."""
    return heads[0]


def mine_first(heads: list[Json]) -> Json:
    return min(heads, key=lambda event: not event["stream"].startswith("user:"))


def mine_last(heads: list[Json]) -> Json:
    return min(heads, key=lambda event: event["stream"].startswith("user:"))


def feed(replica: Replica, log: Iterable[Json], order: Order) -> Iterator[Json]:
    """The events that the replica's owner gets; each is to be applied before the next is asked for.

    `log` is in the order in which it was written. A stream's events come once its cursor is there, those after it.
    """
    streams: dict[str, dict[int, tuple[int, Json]]] = {}
    for place, event in enumerate(log):
        streams.setdefault(event["stream"], {})[event["seq"]] = place, event
    silent: set[str] = set()  # the right to these has ended, and other streams say so or that it began again
    while True:
        heads = sorted(filter(None, (_head(replica, streams, name, silent) for name in streams)), key=_place)
        if not heads:
            return
        event = order([event for _, event in heads])
        if ends_right(replica, event):
            silent.add(event["stream"])  # where I had joined meanwhile, it comes when I know
            continue
        yield event
        if replica.is_over:
            return
        if event["stream"].startswith("user:") and event["kind"] == "member.joined":
            silent.discard(event["data"]["stream"])
        silent &= replica.cursors.keys()


def ends_right(replica: Replica, event: Json) -> bool:
    """Whether an event of a channel is the one by which the owner may read it no more: it is not given to them."""
    kind, data = event["kind"], event["data"]
    if not event["stream"].startswith("channel:"):
        return False
    if kind == "member.left":
        return data["user"] == replica.id and (replica.is_guest or not _is_public(replica, data["channel"]))
    is_watched = event["stream"].partition(":")[2] in replica.others
    return kind in ("channel.updated", "channel.archived") and is_watched and data["kind"] != PUBLIC


def _is_public(replica: Replica, id: str) -> bool:
    row = replica.channels.get(id) or replica.others.get(id)
    return row is not None and row["kind"] == PUBLIC


def _head(
    replica: Replica, streams: dict[str, dict[int, tuple[int, Json]]], name: str, silent: set[str]
) -> tuple[int, Json] | None:
    """The stream's next event for the owner, if it has one: a cursor may also go back, where a channel begins anew."""
    cursor = replica.cursors.get(name)
    return None if cursor is None or name in silent else streams[name].get(cursor + 1)


def _place(head: tuple[int, Json]) -> int:
    return head[0]
