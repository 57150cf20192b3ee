"""The examples in shared/contracts/examples: a snapshot, the events since, the snapshot after, of fixed ids and times.

Made by real actions on a real database. The web client's reducers replay the same files.
"""

import json
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from parley.actions.channel.update import Changes, update_channel
from parley.actions.member.add import add_member
from parley.actions.member.remove import remove_member
from parley.actions.message.add_preview import add_preview
from parley.actions.message.delete import delete_message
from parley.actions.message.edit import edit_message
from parley.actions.message.post import post_message
from parley.actions.read.move import move_read
from parley.actions.token.create import create_token
from parley.actions.token.revoke import revoke_token
from parley.actions.user.update import Changes as UserChanges
from parley.actions.user.update import update_user
from parley.actor import Actor
from parley.clock import wire
from parley.events import Message
from parley.ids import MessageId, ThreadId, new_id
from parley.testing.feed import in_turn
from parley.testing.replay import follow, read_heads, read_log
from parley.testing.replica import Replica
from parley.testing.snapshot import Json, Snapshot, take_snapshot
from parley.testing.world import World

type Act = Callable[[], Awaitable[None]]

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z(?:\+\d{4})?")
_BEGINNING = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
_URL = "https://ferry.example/timetable"


class Stage:
    """A world in which no two ids are of the same millisecond: their order is the order in which they were made."""

    def __init__(self, world: World) -> None:
        self.world = world

    def tick(self) -> None:
        now = time.time_ns() // 1_000_000
        while time.time_ns() // 1_000_000 == now:
            pass

    async def member(self, **given: Any) -> Actor:
        self.tick()
        return await self.world.member(**given)

    async def channel(self, **given: Any) -> Any:
        self.tick()
        return await self.world.channel(**given)

    async def say(self, by: Actor, body: str, *, channel: Any = None, **more: Any) -> Message:
        self.tick()
        posted = await post_message(
            actor=by,
            channel_id=channel.id if channel else self.world.general,
            message_id=MessageId(new_id()),
            body=body,
            **more,
        )
        return posted.message


async def messages(stage: Stage) -> tuple[Actor, Act]:
    """What is said in a channel, changed and taken back: what is unread, and what of it names me."""
    ada, ben = await stage.member(), await stage.member()
    old = [await stage.say(ben, body) for body in ("one", "two, @person2", "three", "four")]

    async def act() -> None:
        await stage.say(ben, "five, @person2")
        named = await stage.say(ben, "six")
        root = await stage.say(ada, f"mine, and {_URL}")
        await edit_message(actor=ben, message_id=MessageId(named.id), body="six, @person2")
        await edit_message(actor=ben, message_id=MessageId(old[0].id), body="one, @person2")
        await delete_message(actor=ben, message_id=MessageId(old[1].id))
        await delete_message(actor=ben, message_id=MessageId(old[2].id))
        thread = ThreadId(root.id)
        reply = await stage.say(ben, "a reply, @person2", thread=thread)
        await stage.say(ben, "a reply for all", thread=thread, also_to_channel=True)
        await add_preview(
            message_id=MessageId(root.id),
            url=_URL,
            place=0,
            title="Timetable",
            description="Winter",
            site_name="Ferry",
        )
        await delete_message(actor=ben, message_id=MessageId(reply.id))
        await edit_message(actor=ben, message_id=MessageId(old[3].id), body="four, once more")

    return ada, act


async def reading(stage: Stage) -> tuple[Actor, Act]:
    """Reading on, before and after the point where the snapshot was taken."""
    ada, ben = await stage.member(), await stage.member()
    old = [await stage.say(ben, f"{number}, @person2") for number in range(4)]

    async def act() -> None:
        general = stage.world.general
        await move_read(actor=ada, channel_id=general, seq=old[1].seq)
        new = [await stage.say(ben, f"new {number}") for number in range(3)]
        await delete_message(actor=ben, message_id=MessageId(old[2].id))
        await move_read(actor=ada, channel_id=general, seq=new[0].seq)
        await delete_message(actor=ben, message_id=MessageId(old[3].id))
        await edit_message(actor=ben, message_id=MessageId(new[2].id), body="new, @person2")

    return ada, act


async def memberships(stage: Stage) -> tuple[Actor, Act]:
    """Channels that I join, am added to, leave and am removed from, and others who come and go."""
    owner, ada, ben = stage.world.owner, await stage.member(), await stage.member()
    open_, left = await stage.channel(), await stage.channel(members=(ada,))
    private = await stage.channel(kind="private")
    lost = await stage.channel(kind="private", members=(ada, ben))
    await stage.say(owner, "before ada came", channel=private)

    async def act() -> None:
        await add_member(actor=ada, channel_id=open_.id, user_id=ada.user_id)
        await stage.say(owner, "welcome", channel=open_)
        await add_member(actor=owner, channel_id=private.id, user_id=ada.user_id)
        await stage.say(owner, "welcome, @person2", channel=private)
        await add_member(actor=ada, channel_id=private.id, user_id=ben.user_id)
        await remove_member(actor=ben, channel_id=private.id, user_id=ben.user_id)
        await remove_member(actor=ada, channel_id=left.id, user_id=ada.user_id)
        await stage.say(owner, "not for ada", channel=lost)
        await remove_member(actor=owner, channel_id=lost.id, user_id=ada.user_id)
        await stage.say(owner, "a secret", channel=lost)
        await remove_member(actor=ada, channel_id=open_.id, user_id=ada.user_id)
        await add_member(actor=ada, channel_id=open_.id, user_id=ada.user_id)
        await stage.say(owner, "welcome back", channel=open_)

    return ada, act


async def channels(stage: Stage) -> tuple[Actor, Act]:
    """Channels that are made, renamed, archived, restored, hidden and shown, for somebody who is in one of them."""
    owner, ada = stage.world.owner, await stage.member()
    mine, other, hidden = await stage.channel(members=(ada,)), await stage.channel(), await stage.channel()

    async def act() -> None:
        async def change(channel: Any, **changes: Any) -> None:
            await update_channel(actor=owner, channel_id=channel.id, changes=Changes(**changes))

        await change(mine, name="harbour", description="Ships")
        await change(other, name="ferry")
        await change(mine, archived=True)
        await change(other, archived=True)
        await change(mine, archived=False)
        await stage.channel()
        await change(hidden, kind="private", name="a-secret")
        await stage.say(owner, "a secret", channel=hidden)
        await change(mine, kind="private")
        await stage.say(owner, "among us", channel=mine)

    return ada, act


async def people(stage: Stage) -> tuple[Actor, Act]:
    """Who comes in, changes and goes, what I say of myself, and what of mine ends."""
    owner, ada, ben = stage.world.owner, await stage.member(), await stage.member()
    stage.tick()
    token = await create_token(actor=ada, name="a program")

    async def act() -> None:
        await stage.member()
        await stage.member(role="guest")
        await revoke_token(actor=ada, token_id=token.id)
        for actor, user, changes in (
            (ada, ada, UserChanges(name="Ada", title="Engineer", time_zone="Europe/Lisbon")),
            (owner, ada, UserChanges(role="admin")),
            (owner, ben, UserChanges(role="admin")),
            (owner, ben, UserChanges(deactivated=True)),
        ):
            await update_user(actor=actor, user_id=user.user_id, changes=changes)

    return ada, act


async def guests(stage: Stage) -> tuple[Actor, Act]:
    """What a guest gets: the channels they are in, and nothing of the workspace."""
    owner, guest = stage.world.owner, await stage.member(role="guest")
    mine, other = await stage.channel(members=(guest,)), await stage.channel()

    async def act() -> None:
        await stage.say(owner, "hello @person2", channel=mine)
        await stage.say(owner, "not for guests", channel=other)
        await stage.channel()
        await update_channel(actor=owner, channel_id=mine.id, changes=Changes(name="harbour"))
        await move_read(actor=guest, channel_id=mine.id, seq=10**6)
        await add_member(actor=owner, channel_id=other.id, user_id=guest.user_id)
        await stage.say(owner, "now it is", channel=other)

    return guest, act


SCENES = (messages, reading, memberships, channels, people, guests)


async def play(scene: Callable[[Stage], Awaitable[tuple[Actor, Act]]], world: World) -> str:
    """The example's text: the same each time."""
    person, act = await scene(Stage(world))
    before, heads = await take_snapshot(person), await read_heads(world.workspace_id)
    await act()
    events = follow(Replica(before, is_in_turn=True), await read_log(world.workspace_id, heads), in_turn)
    example = {
        "about": (scene.__doc__ or "").strip(),
        "before": _shown(before),
        "events": _with_times_in_order(events),
        "after": _shown(await take_snapshot(person)),
    }
    text = json.dumps(example, indent=1, ensure_ascii=False) + "\n"
    first = [world.workspace_id, world.general, world.owner.user_id]  # perhaps of one millisecond
    return _with_fixed_names(text, first=[str(id) for id in first], epoch=before.boot["epoch"])


def _with_times_in_order(events: list[Json]) -> list[Json]:
    """Events of one transaction have times of one statement, in any order over streams: here in that of the list."""
    first: dict[str, str] = {}
    for event in events:
        first[event["xid"]] = min(event["at"], first.get(event["xid"], event["at"]))
    shown = []
    for place, event in enumerate(events):
        is_alone = event["kind"].startswith("message.")  # its payload holds the time, too
        at = event["at"] if is_alone else f"{first[event['xid']]}+{place:04}"
        shown.append({name: event[name] for name in ("stream", "seq", "kind", "data")} | {"at": at})
    return shown


def _with_fixed_names(text: str, *, first: list[str], epoch: str) -> str:
    """Ids and times numbered in their order, which is that in which they were made."""
    ids = {id: str(_number(n)) for n, id in enumerate([*first, *sorted({*_ID.findall(text)} - {*first})], 1)}
    times = {
        at: wire(_BEGINNING + timedelta(seconds=n)) for n, at in enumerate(sorted(set(_TIME.findall(text))))
    }
    text = _ID.sub(lambda found: ids[found[0]], text)
    return _TIME.sub(lambda found: times[found[0]], text).replace(epoch, "epoch-00000001")


def snapshot_of(shown: Json) -> Snapshot:
    return Snapshot(**shown, kept=frozenset())


def _shown(snapshot: Snapshot) -> Json:
    names = ("boot", "users", "channels", "members", "histories")
    return {name: getattr(snapshot, name) for name in names}


def _number(n: int) -> UUID:
    return UUID(int=0x01930000_0000_7000_8000_000000000000 + n)
