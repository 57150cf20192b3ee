"""Generated histories for the tests of the laws: a few people in a few channels, who act one by one and at once."""

import asyncio
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some

from parley import db, eventlog
from parley.actions.channel.update import Changes, update_channel
from parley.actions.member.add import add_member
from parley.actions.member.remove import remove_member
from parley.actions.message.delete import delete_message
from parley.actions.message.edit import edit_message
from parley.actions.message.post import post_message
from parley.actions.read.move import move_read
from parley.actions.user.update import Changes as UserChanges
from parley.actions.user.update import update_user
from parley.actor import Actor
from parley.errors import ParleyError, Unauthenticated
from parley.events import Message
from parley.ids import ChannelId, MessageId, ThreadId, UserId, new_id
from parley.queries.channel import ChannelRow, get_channel
from parley.testing.replay import list_people
from parley.testing.world import World, empty

# Most of it among a few in one place, so that what they do meets.
_WHO = (0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4)
_WHERE = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2)

_factor = 1


def use_factor(factor: int) -> None:
    """So many times the usual number; more than once also means others each time."""
    global _factor
    _factor = factor


def histories(count: int) -> settings:
    """How many a test runs. The same each time, unless more were asked for: then chance may find what is new.

    Only then is what fails made small, for that takes minutes.
    """
    return settings(
        phases=[Phase.generate] if _factor == 1 else [Phase.generate, Phase.shrink],
        max_examples=count * _factor,
        derandomize=_factor == 1,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What one person does. The numbers choose from what there is, whatever that is."""

    act: str
    who: int
    where: int
    what: int


def groups(*acts: str, most: int = 8, at_once: int = 4) -> some.SearchStrategy[list[list[Step]]]:
    """Steps in groups: the groups one after the other, those of a group at once."""
    number = some.integers(0, 11)
    step = some.builds(Step, some.sampled_from(acts), number, number, number)
    # Long ones: what an example costs is mostly its beginning and its end, and little happens in short ones.
    group = some.lists(step, min_size=(at_once + 1) // 2, max_size=at_once)
    return some.lists(group, min_size=most // 2, max_size=most)


class Aborted(Exception):
    """A transaction that was to fail."""


@dataclass
class Town:
    """Five people and three channels: #general, a public and a private one."""

    world: World
    people: list[Actor]
    channels: list[ChannelRow]
    said: list[Message] = field(default_factory=list)
    refused: int = 0

    @classmethod
    async def begin(cls) -> "Town":
        await empty()
        world = await World.begin()
        people = [world.owner]
        for role in ("member", "member", "admin", "guest"):
            people.append(await world.member(role=role))
        general = await get_channel(db.reader, world.general, visible_to=world.owner)
        public = await world.channel(by=people[1], members=(people[2],))
        private = await world.channel(kind="private", by=people[1], members=(people[2], people[4]))
        return cls(world, people, [general, public, private])

    async def live(self, history: list[list[Step]]) -> None:
        for group in history:
            # A defect must fail the test: what is refused is no defect.
            await asyncio.gather(*(self.do(step) for step in group))

    async def do(self, step: Step) -> None:
        channel = self.channels[_WHERE[step.where]]
        try:
            who = await self._as_now(self.people[_WHO[step.who]].user_id)
            await getattr(self, step.act)(who, channel, step.what)
        except ParleyError:
            self.refused += 1

    # ---- what people do ----

    async def say(self, who: Actor, channel: ChannelRow, what: int) -> None:
        body = f"{what}" if what % 3 else f"{what} for @person{1 + what % len(self.people)}"
        await self._post(who, channel, body)

    async def reply(self, who: Actor, channel: ChannelRow, what: int) -> None:
        roots = [each for each in self.said if each.channel == channel.id and each.thread is None]
        if roots:
            thread = ThreadId(roots[what % len(roots)].id)
            await self._post(who, channel, f"reply, @person{1 + what % 3}", thread, what % 2 == 0)

    async def edit(self, who: Actor, channel: ChannelRow, what: int) -> None:
        if message := self._said(what):
            body = f"{message.body} {what}" if what % 2 else f"now for @person{1 + what % len(self.people)}"
            author = await self._as_now(UserId(message.author))
            await edit_message(actor=author, message_id=MessageId(message.id), body=body)

    async def delete(self, who: Actor, channel: ChannelRow, what: int) -> None:
        if message := self._said(what):
            await delete_message(actor=who, message_id=MessageId(message.id))

    async def read(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await move_read(actor=who, channel_id=channel.id, seq=1 + 2 * what)

    async def join(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await add_member(actor=who, channel_id=channel.id, user_id=who.user_id)

    async def leave(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await remove_member(actor=who, channel_id=channel.id, user_id=who.user_id)

    async def add(self, who: Actor, channel: ChannelRow, what: int) -> None:
        other = self.people[what % len(self.people)]
        await add_member(actor=who, channel_id=channel.id, user_id=other.user_id)

    async def kick(self, who: Actor, channel: ChannelRow, what: int) -> None:
        other = self.people[what % len(self.people)]
        await remove_member(actor=who, channel_id=channel.id, user_id=other.user_id)

    async def archive(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await self._change(who, channel, Changes(archived=what % 2 == 0))

    async def hide(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await self._change(who, channel, Changes(kind="private" if what % 2 else "public"))

    async def rename(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await self._change(who, channel, Changes(name=f"name-{what % 4}", archived=what % 3 == 0 or None))

    async def role(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await self._change_user(what, UserChanges(role=("guest", "member", "admin")[what % 3]))

    async def dismiss(self, who: Actor, channel: ChannelRow, what: int) -> None:
        await self._change_user(what, UserChanges(deactivated=what % 3 > 0))

    async def abort(self, who: Actor, channel: ChannelRow, what: int) -> None:
        """A write that takes its seq in several streams, and then fails."""
        names = [each.stream for each in self.channels[: 1 + what % len(self.channels)]]
        try:
            async with db.transaction() as tx:
                locked = await eventlog.lock(tx, *names)
                for name in names:
                    await eventlog.append(tx, locked[name], "channel.updated", channel.wire())
                raise Aborted
        except Aborted:
            pass

    async def _post(
        self,
        who: Actor,
        channel: ChannelRow,
        body: str,
        thread: ThreadId | None = None,
        also_to_channel: bool = False,
    ) -> None:
        posted = await post_message(
            actor=who,
            channel_id=ChannelId(channel.id),
            message_id=MessageId(new_id()),
            body=body,
            thread=thread,
            also_to_channel=also_to_channel,
        )
        self.said.append(posted.message)

    async def _change(self, who: Actor, channel: ChannelRow, changes: Changes) -> None:
        await update_channel(actor=who, channel_id=channel.id, changes=changes)

    async def _change_user(self, what: int, changes: UserChanges) -> None:
        """By the operator; the owner stays as they are."""
        user = self.people[1 + what % (len(self.people) - 1)].user_id
        await update_user(actor=None, user_id=user, changes=changes)

    async def _as_now(self, user: UserId) -> Actor:
        """Who acts, as a request would find them: with the role they have by now. Raises Unauthenticated."""
        people = {each.user_id: each for each in await list_people(self.world.workspace_id)}
        if user not in people:
            raise Unauthenticated
        return people[user]

    def _said(self, what: int) -> Message | None:
        return self.said[what % len(self.said)] if self.said else None
