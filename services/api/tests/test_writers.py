"""One person's many writes leave the others their share of the connections."""

import asyncio
from collections.abc import Awaitable, Callable

from api_lab import Client

from parley import db, eventlog
from parley.actor import Actor
from parley.ids import stream_name
from parley.testing.world import World
from parley_api import writers

_WAITING = db.statement("select count(*) from pg_locks where locktype = 'advisory' and not granted", db.value)


async def test_who_waits_for_their_own_stream_many_times_holds_up_nobody_else(
    sign_in: Callable[[Actor], Awaitable[Client]], owner: Client, world: World
) -> None:
    ada = await world.member()
    message = await world.message()
    hers = await sign_in(ada)

    async with db.transaction() as holder:
        await eventlog.lock(holder, stream_name("user", ada.user_id))
        path = f"/channels/{world.general}/read"
        reads = [asyncio.create_task(hers.ask("PUT", path, {"seq": message.seq})) for _ in range(20)]
        async with asyncio.timeout(20):
            while not await holder.one(_WAITING):
                await asyncio.sleep(0.01)
        others = await owner.ask("GET", "/boot")
        are_done = [task.done() for task in reads]
    answers = [(await task).status for task in reads]

    assert others.status == 200
    assert not any(are_done)
    assert set(answers) == {204}
    assert not writers._turns
