"""The gateway keeps its promises under daphne as well, whose send never waits and whose closing knows fewer codes."""

import contextlib
import json
from collections.abc import Iterator

import pytest
from gateway_lab import Gateway, as_browser, as_program, give_token, greeted, make_session, open_socket, up_to
from websockets.exceptions import InvalidStatus

from parley.ids import new_id, stream_name
from parley.testing.servers import Ports
from parley.testing.world import World


@pytest.fixture(scope="module")
def gateway(servers: Ports, database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    log = tmp_path_factory.mktemp("daphne") / "gateway.log"
    running = Gateway(servers.environment(), log, server="daphne").start()
    yield running
    running.stop()


async def test_it_answers_delivers_and_resumes(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    async with greeted(gateway, world.owner) as client:
        head = client.welcome["heads"][general]
        ack = await client.ask("send", id=new_id(), channel=world.general, body="hello")
        await client.hear_up_to(general, ack["seq"])
    missed = await world.message()

    async with greeted(gateway, world.owner, cursors={general: head}, epoch=client.epoch) as client:
        await client.hear_up_to(general, missed.seq)
        live = await world.message()
        seqs = await client.hear_up_to(general, live.seq)

    assert seqs == up_to(live.seq, after=head)
    assert gateway.get("/healthz") == (200, "ok")


async def test_a_page_of_another_site_is_refused(gateway: Gateway, world: World) -> None:
    _, key = await make_session(world.owner)

    with pytest.raises(InvalidStatus) as caught:
        async with open_socket(gateway, **{**as_browser(gateway, key), "origin": "http://evil.example"}):
            pass

    assert caught.value.response.status_code == 403


async def test_a_frame_over_512_kib_ends_the_socket(gateway: Gateway, world: World) -> None:
    async with greeted(gateway, world.owner) as client:
        await client.socket.send(json.dumps({"type": "ping", "ref": "x" * 600_000}))
        code, _ = await client.ended()

    assert code == 4009


async def test_one_who_does_not_read_is_cut_off_and_resumes(gateway: Gateway, world: World) -> None:
    general = stream_name("channel", world.general)
    options = {**as_program(await give_token(world.owner)), "max_queue": 4}
    async with greeted(gateway, world.owner) as fast, open_socket(gateway, **options) as slow:
        await slow.hello()
        head = fast.welcome["heads"][general]
        slow.socket.transport.pause_reading()
        for _ in range(400):
            last = await world.message(body="x" * 39_000)
            await fast.hear_up_to(general, last.seq)
        with contextlib.suppress(RuntimeError):
            slow.socket.transport.resume_reading()
        await slow.ended()
        heard = slow.seqs(general)

        cursors = {general: heard[-1] if heard else head}
        async with greeted(gateway, world.owner, cursors=cursors, epoch=fast.epoch) as again:
            rest = await again.hear_up_to(general, last.seq)

    assert len(heard) < 400
    assert heard + rest == fast.seqs(general) == up_to(last.seq, after=head)
