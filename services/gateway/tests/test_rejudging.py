"""What a socket rests on, read again while it is open: nothing is lost, kept, or taken over by that."""

import asyncio
from collections.abc import Callable

from gateway_lab import deactivate, give_role
from hub_lab import PATIENCE_SECONDS, Bus, Listener, local_hub

from parley.actor import Actor
from parley.ids import stream_name
from parley.testing.world import World
from parley_gateway.hub import Hub
from parley_gateway.socket import Socket


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():
            await asyncio.sleep(0.01)


async def until_level(hub: Hub, *listeners: Listener) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        for who in listeners:
            while not who.faults and not await who.is_level():
                hub.hurry.set()
                await asyncio.sleep(0.02)


def socket_of(hub: Hub, actor: Actor) -> Socket:
    (socket,) = hub.users[actor.user_id]
    return socket


async def test_who_is_nobody_any_more_before_the_welcome_leaves_nothing_behind(world: World) -> None:
    ada = await world.member()
    async with local_hub(Bus()) as hub:
        for _ in range(6):  # all that may read at once: the hello waits, known, and in no room yet
            await hub.reading.acquire()
        listener = Listener(ada)
        opening = asyncio.create_task(listener.open())
        await until(lambda: ada.user_id in hub.users)
        await deactivate(ada)
        for _ in range(6):
            hub.reading.release()
        await opening
        await until(lambda: not hub.sockets)
        here = hub.presence.here
        here.due()
        await listener.close()

        assert [fault for fault in listener.faults if "unauthenticated" in fault]
        assert hub.users == {}
        assert not any(here._here)


async def test_old_news_of_a_role_takes_no_workspace_away(world: World) -> None:
    ada = await world.member()
    workspace, bus = stream_name("workspace", world.workspace_id), Bus()
    async with local_hub(bus) as hub:
        hers, others = Listener(ada), Listener(world.owner)
        await others.open()
        await hers.open()
        socket = socket_of(hub, ada)
        # The workspace hears of both changes late; she herself at once.
        bus.plan.extend(["lose", "send"] * 2)
        await give_role(ada, "guest")
        await give_role(ada, "member")
        await until(lambda: workspace in socket.places and socket.places[workspace].is_live)
        await world.channel()
        await until_level(hub, hers, others)
        for who in (hers, others):
            await who.close()

    assert hers.faults == others.faults == []


async def test_nothing_falls_between_two_changes_of_a_role(world: World) -> None:
    ada = await world.member()
    workspace, bus = stream_name("workspace", world.workspace_id), Bus()
    mine = stream_name("user", ada.user_id)
    for plan in ([], ["send"] * 2 + ["lose"] * 2, ["send"] * 3 + ["lose"]):
        await give_role(ada, "member")
        async with local_hub(bus) as hub:
            hers = Listener(ada)
            await hers.open()
            socket = socket_of(hub, ada)
            async with socket.joining:  # what follows happens before it is judged again
                bus.plan.extend(plan)
                await give_role(ada, "guest")
                await give_role(ada, "member")
                for _ in range(3):
                    await world.channel()
                bus.plan.clear()
                if not plan:
                    head = len(await world.events(mine))
                    await until(lambda head=head, hub=hub: hub.rooms[mine].head >= head)
                await until(lambda socket=socket: workspace not in socket.places)
            await until_level(hub, hers)
            await hers.close()

        assert hers.faults == []


async def test_who_is_a_guest_now_sees_as_guests_do_at_once(world: World) -> None:
    ada, stranger = await world.member(), await world.member(role="guest")
    bus = Bus()
    async with local_hub(bus) as hub:
        hers, others = Listener(ada), Listener(world.owner)
        await others.open()
        await hers.open()
        socket = socket_of(hub, ada)
        bus.plan.extend(["send", "lose"])  # the workspace hears of it, she not yet
        async with socket.joining:
            await give_role(ada, "guest")
            await until(lambda: socket.me.is_guest)
            await hub.presence.ask(socket, [stranger.user_id, world.owner.user_id])
            watched = {each.id for each in hub.presence.people.members(socket.watched)}
        await hers.close()
        await others.close()

    assert watched == {world.owner.user_id}
