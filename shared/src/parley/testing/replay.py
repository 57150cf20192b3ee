"""The replay test: whoever looks on, the snapshot before and the events since make the snapshot after.

async with world.replayed(by=ada) as events:
    await add_reaction(actor=ada, ...)
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from parley import db
from parley.actor import Actor
from parley.ids import AccountId, UserId, WorkspaceId
from parley.testing.feed import Order, feed, in_turn, mine_first, mine_last
from parley.testing.replica import Replica
from parley.testing.snapshot import Json, Snapshot, take_snapshot

if TYPE_CHECKING:
    from parley.testing.world import World

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Told:
    """An event that a client was given."""

    stream: str
    seq: int
    kind: str
    data: Json


_HEADS = db.statement(
    "select kind || ':' || subject, head from stream where workspace_id = %(workspace)s",
    lambda name, head: (name, head),
)
# As the transactions were written; within one there is no order over streams, so this one holds for all.
_LOG = db.statement(
    """
    select s.kind || ':' || s.subject, e.seq, e.kind, e.data::text,
        to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.xid::text
    from event e join stream s on s.id = e.stream where s.workspace_id = %(workspace)s
    order by e.xid, array_position(array['channel', 'workspace', 'user'], s.kind::text), s.id, e.seq
    """,
    lambda stream, seq, kind, data, at, xid: {
        "stream": stream,
        "seq": seq,
        "kind": kind,
        "data": msgspec.json.decode(data),
        "at": at,
        "xid": xid,
    },
)
_PEOPLE = db.statement(
    'select id, workspace_id, role, account_id from "user"'
    " where workspace_id = %(workspace)s and deactivated_at is null order by id",
    lambda user, workspace, role, account: Actor(
        user_id=UserId(user), workspace_id=WorkspaceId(workspace), role=role, account_id=AccountId(account)
    ),
)


async def list_people(workspace: WorkspaceId) -> list[Actor]:
    return await db.reader.all(_PEOPLE, workspace=workspace)


async def read_log(workspace: WorkspaceId, heads: dict[str, int]) -> list[Json]:
    """What the workspace's streams have after these heads, in the order in which it was written."""
    log = await db.reader.all(_LOG, workspace=workspace)
    return [event for event in log if event["seq"] > heads.get(event["stream"], 0)]


async def read_heads(workspace: WorkspaceId) -> dict[str, int]:
    return dict(await db.reader.all(_HEADS, workspace=workspace))


async def replay_whole_log(person: Actor) -> list[str]:
    """In what the events of a new workspace do not make what one of its people sees."""
    after = await take_snapshot(person)
    mine = {name: 0 for name in after.boot["heads"] if not name.startswith("channel:")}
    nothing = Snapshot({**after.boot, "heads": mine, "channels": []}, [], [], {}, {}, after.kept)
    return replay(nothing, await read_log(person.workspace_id, {}), after, in_turn)


@asynccontextmanager
async def replayed(world: "World", *, by: Actor, at_once: bool) -> AsyncIterator[list[Told]]:
    """See `World.replayed`."""
    await world.look_on()
    people = await list_people(world.workspace_id)
    heads = await read_heads(world.workspace_id)
    before = [await take_snapshot(each) for each in people]
    told: list[Told] = []
    yield told
    log = await read_log(world.workspace_id, heads)
    actors = {each.user_id: each for each in await list_people(world.workspace_id)}
    faults: list[str] = []
    for person, snapshot in zip(people, before, strict=True):
        name = snapshot.boot["me"]["handle"]
        now = actors.get(person.user_id)
        after = None if now is None else await take_snapshot(now)
        orders = (mine_first, mine_last) if at_once else (in_turn, mine_first, mine_last)
        for order in orders:
            faults += [f"{name}, {order.__name__}: {fault}" for fault in replay(snapshot, log, after, order)]
        if person.user_id == by.user_id:
            given = follow(Replica(snapshot), log, in_turn)
            told += [Told(e["stream"], e["seq"], e["kind"], e["data"]) for e in given]
    if faults:
        raise AssertionError("the events do not tell what happened:\n  " + "\n  ".join(faults))


def follow(replica: Replica, log: Iterable[Json], order: Order) -> list[Json]:
    """Apply what the replica's owner gets of a log, and return it."""
    given = []
    for event in feed(replica, log, order):
        replica.apply(event)
        given.append(event)
    return given


def replay(before: Snapshot, log: list[Json], after: Snapshot | None, order: Order) -> list[str]:
    """In what the events since a snapshot do not make the next one. None: the person is gone by then."""
    replica = Replica(before, is_in_turn=order is in_turn)
    try:
        follow(replica, log, order)
    except (AssertionError, KeyError) as error:
        return [f"{type(error).__name__}: {error}"]
    if after is None or replica.is_over:
        return [] if replica.is_over else ["nobody told them that they are gone"]
    made, wanted = replica.view(), Replica(after).view()
    # What is unread, as the server counts it: by ordinals, where the replica counts messages.
    wanted["channels"] = {row["id"]: row for row in after.boot["channels"]}
    _leave_out_unknown(replica, made, wanted)
    faults = list(_differences("", made, wanted))
    # Sessions and tokens begin without a word; their end is told.
    if replica.kept != (left := set(before.kept & after.kept)):
        faults.append(f"sessions and tokens are {replica.kept} by the events, {left} by the snapshot")
    return faults


def _leave_out_unknown(replica: Replica, made: Json, wanted: Json) -> None:
    """What no event could have told: the past of a channel that came since, and people to a guest."""
    for id, people in replica.members.items():
        if people is None:
            made["members"] = {**made["members"], id: wanted["members"].get(id)}
    for id, since in replica.since.items():
        history = wanted["histories"].get(id, {})
        wanted["histories"][id] = {key: each for key, each in history.items() if each["version"] > since}
    for id, history in made["histories"].items():
        for key, message in history.items():
            other = wanted["histories"].get(id, {}).get(key)
            if other and other["replies"] and message["replies"] and message["replies"]["users"] is None:
                history[key] = message | {
                    "replies": message["replies"] | {"users": other["replies"]["users"]}
                }
    if replica.is_guest:
        for view in (made, wanted):
            view["users"] = {replica.id: view["users"][replica.id]}


def _differences(path: str, made: Any, wanted: Any) -> Iterable[str]:
    if isinstance(made, dict) and isinstance(wanted, dict):
        for key in sorted({*made, *wanted}, key=str):
            yield from _differences(
                f"{path}.{key}" if path else str(key), made.get(key, _MISSING), wanted.get(key, _MISSING)
            )
    elif made != wanted:
        names = ["nothing" if each is _MISSING else repr(each) for each in (made, wanted)]
        yield f"{path} is {names[0]} by the events, {names[1]} by the snapshot"
