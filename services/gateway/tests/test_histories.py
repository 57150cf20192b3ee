"""Laws 3, 4 and 6 under generated histories: cut sockets, a bus that loses, another epoch, rights that end."""

import asyncio
from dataclasses import dataclass, field

from hub_lab import PATIENCE_SECONDS, Bus, Listener, local_hub, readable_later
from hypothesis import given

from parley import db
from parley.ids import new_id
from parley.testing.histories import Step, Town, groups, histories
from parley.testing.replay import read_log
from parley_gateway.hub import Hub

_TALK = ("say", "say", "say", "edit", "delete", "read")
_RIGHTS = ("join", "leave", "add", "kick", "hide", "archive", "role")
_SOCKETS = ("cut", "cut", "resume", "resume", "forget", "lose", "hold", "free", "twice")


@dataclass
class Street:
    """A town whose people listen."""

    town: Town
    bus: Bus
    listeners: list[Listener] = field(default_factory=list)
    epochs: int = 0

    async def live(self, history: list[list[Step]]) -> None:
        for group in history:
            await asyncio.gather(*(self.do(step) for step in group))

    async def do(self, step: Step) -> None:
        own = getattr(self, step.act, None)
        if own is None:
            await self.town.do(step)
        else:
            await own(self.listeners[step.who % len(self.listeners)], step.what)

    async def cut(self, who: Listener, what: int) -> None:
        async with who.changing:
            await who.close()

    async def resume(self, who: Listener, what: int) -> None:
        async with who.changing:
            await who.close()
            await who.open()

    async def forget(self, who: Listener, what: int) -> None:
        async with who.changing:
            await who.close()
            who.forget(what)
            await who.open()

    async def lose(self, who: Listener, what: int) -> None:
        self.bus.plan.extend(["lose"] * (1 + what % 4))

    async def hold(self, who: Listener, what: int) -> None:
        self.bus.plan.extend(["hold"] * (1 + what % 4))

    async def twice(self, who: Listener, what: int) -> None:
        self.bus.plan.extend(["twice"] * (1 + what % 4))

    async def free(self, who: Listener, what: int) -> None:
        self.bus.free()

    async def epoch(self, who: Listener, what: int) -> None:
        self.epochs += 1
        async with db.transaction() as tx:
            await tx.execute("update epoch set word = %(word)s", word=new_id().hex[-8:])

    async def settle(self, hub: Hub) -> None:
        """Wait until everybody has all that is theirs; who has to start over does."""
        self.bus.plan.clear()
        async with asyncio.timeout(PATIENCE_SECONDS):
            for who in self.listeners:
                while not (who.is_open and await who.is_level()) and not who.faults:
                    if who.is_lost or not who.is_open:
                        await self.resume(who, 0)
                    hub.hurry.set()
                    await asyncio.sleep(0.02)


async def run(history: list[list[Step]]) -> Street:
    """Let it happen; then nobody has heard too much, too little, or out of order."""
    town, bus = await Town.begin(), Bus()
    street = Street(town, bus)
    async with local_hub(bus) as hub:
        street.listeners = [Listener(each) for each in town.people]
        for who in street.listeners:
            await who.open()
        try:
            await street.live(history)
            await street.settle(hub)
        finally:
            for who in street.listeners:
                await who.close()
    log = await read_log(town.world.workspace_id, {})
    for who in street.listeners:
        assert who.faults == []
        for channel in town.channels:
            heard = {seq for stream, seq in who.heard if stream == channel.stream}
            assert heard <= readable_later(log, channel.stream, str(who.actor.user_id))
    return street


@histories(10)
@given(history=groups(*_TALK, *_SOCKETS, most=8, at_once=5))
async def test_who_resumes_from_anywhere_gets_each_later_event_once_in_order(
    database: None, history: list[list[Step]]
) -> None:
    street = await run(history)

    # Nobody's right has ended and the log is the same: no cursor is worth nothing.
    assert [who.resets for who in street.listeners] == [[]] * len(street.listeners)


@histories(10)
@given(history=groups(*_TALK, *_RIGHTS, *_RIGHTS, *_SOCKETS, "epoch", most=8, at_once=5))
async def test_nobody_hears_what_they_may_not_and_everybody_what_they_may(
    database: None, history: list[list[Step]]
) -> None:
    await run(history)
