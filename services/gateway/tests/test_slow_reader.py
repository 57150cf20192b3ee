"""A slow reader never slows another: its buffer is bounded, then it is cut off and resumes (law 7)."""

import asyncio
import contextlib
from collections.abc import Iterator

import pytest
from gateway_lab import Client, Gateway, as_program, give_token, greeted, open_socket, up_to

from parley.ids import stream_name
from parley.testing.world import World

pytestmark = pytest.mark.each_server

_BODY = "x" * 39_000


@contextlib.contextmanager
def not_reading(client: Client) -> Iterator[None]:
    """Take nothing from the network."""
    client.socket.transport.pause_reading()
    yield
    with contextlib.suppress(RuntimeError):
        client.socket.transport.resume_reading()


async def test_one_who_does_not_read_is_cut_off_and_the_others_are_not_delayed(
    gateway: Gateway, world: World
) -> None:
    general = stream_name("channel", world.general)
    options = {**as_program(await give_token(world.owner)), "max_queue": 4}
    async with greeted(gateway, world.owner) as fast, open_socket(gateway, **options) as slow:
        await slow.hello()
        head = fast.welcome["heads"][general]
        with not_reading(slow):
            for _ in range(40):
                sent = [await world.message(body=_BODY) for _ in range(10)]
                async with asyncio.timeout(2):
                    await fast.hear_up_to(general, sent[-1].seq)
            last = sent[-1].seq
        code, _ = await slow.ended()
        heard = slow.seqs(general)

        cursors = {general: heard[-1] if heard else head}
        async with greeted(gateway, world.owner, cursors=cursors, epoch=slow.epoch) as again:
            rest = await again.hear_up_to(general, last)

    assert code in (1006, 1013)
    assert len(heard) < 400
    assert heard + rest == up_to(last, after=head)
    assert fast.seqs(general) == up_to(last, after=head)


async def test_a_slow_catch_up_holds_nobody_up_and_ends_complete(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as probe:
        head, epoch = probe.welcome["heads"][general], probe.epoch
    for _ in range(200):
        await world.message(body=_BODY)
    options = {**as_program(await give_token(world.owner)), "max_queue": 1}

    async with greeted(gateway, world.owner) as fast, open_socket(gateway, **options) as slow:
        await slow.say("hello", cursors={general: head}, epoch=epoch)
        with not_reading(slow):
            for _ in range(20):
                last = await world.message()
                async with asyncio.timeout(2):
                    await fast.hear_up_to(general, last.seq)
        seqs = await slow.hear_up_to(general, last.seq)

    assert seqs == up_to(last.seq, after=head)


async def test_a_burst_cuts_off_nobody_who_reads(gateway: Gateway, world: World) -> None:
    readers = 60 if gateway.server == "uvicorn" else 15  # daphne takes ten times as long for a delivery
    general = stream_name("channel", world.general)
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(greeted(gateway, world.owner)) for _ in range(readers)]
        head = clients[0].welcome["heads"][general]
        for _ in range(10):
            sent = await asyncio.gather(*(world.message() for _ in range(100)))
        last = max(message.seq for message in sent)
        heard = await asyncio.gather(*(client.hear_up_to(general, last) for client in clients))

    assert all(seqs == up_to(last, after=head) for seqs in heard)
