"""The send under races: acknowledged means stored, once, in order, and judged (laws 1, 2 and 5)."""

import asyncio
import os
import random
import signal
from collections import Counter
from uuid import UUID

import pytest

from parley import db, eventlog
from parley.errors import Busy, ParleyError
from parley.ids import new_id, stream_name
from parley.queries.posting import find_posting
from parley.testing.laws import broken_laws
from parley.testing.world import World
from parley.writes import send_batch
from parley.writes.send import Flusher
from parley.writes.send_batch import Receipt, Send
from parley.writes.send_statement import LOCK

_COUNT = db.statement("select count(*) from message", db.value)
_WAITS_FOR_A_TRANSACTION = db.statement(
    "select count(*) from pg_locks where locktype = 'transactionid' and not granted", db.value
)


async def make_sends(world: World, count: int, *, channels: int = 1) -> list[Send]:
    """Sends by the owner, over some channels in turn."""
    places = [(await world.channel()).id for _ in range(channels)]
    postings = [await find_posting(db.reader, place, actor=world.owner) for place in places]
    sends = []
    for number in range(count):
        posting = postings[number % channels]
        assert posting is not None
        sends.append(make_send(world, posting.stream_id, places[number % channels], posting.acl, f"{number}"))
    return sends


def make_send(
    world: World, stream: int, channel: UUID, acl: int, body: str, *, id: UUID | None = None
) -> Send:
    number = id or new_id()
    data = f'"id":"{number}","channel":"{channel}","body":"{body}","deleted_at":null}}'
    return Send(
        id=number,
        stream=stream,  # pyright: ignore[reportArgumentType]
        name=stream_name("channel", channel),
        acl=acl,
        author=world.owner.user_id,
        body=body,
        digest=UUID(int=hash(body) & (1 << 128) - 1),
        data=data,
    )


def again(send: Send) -> Send:
    return Send(
        id=send.id,
        stream=send.stream,
        name=send.name,
        acl=send.acl,
        author=send.author,
        body=send.body,
        digest=send.digest,
        data=send.data,
        thread=send.thread,
        in_channel=send.in_channel,
        mentions=send.mentions,
    )


async def send_all(flusher: Flusher, sends: list[Send]) -> list[Receipt | BaseException]:
    return await asyncio.gather(*(flusher.send(each) for each in sends), return_exceptions=True)


async def test_receipts_are_in_the_order_of_arrival(world: World) -> None:
    sends = await make_sends(world, 300)
    flusher = Flusher()

    receipts = await send_all(flusher, sends)
    await flusher.close()

    seqs = [receipt.seq for receipt in receipts if isinstance(receipt, Receipt) and receipt.seq is not None]
    assert seqs == list(range(seqs[0], seqs[0] + 300))
    assert await broken_laws() == []


async def test_the_same_ids_on_two_connections_at_once_are_stored_once(world: World) -> None:
    sends = await make_sends(world, 600, channels=4)
    one, two = Flusher(), Flusher()
    mine, theirs = [again(each) for each in sends], [again(each) for each in sends]
    random.Random(1).shuffle(theirs)

    results = await asyncio.gather(send_all(one, mine), send_all(two, theirs))
    await one.close()
    await two.close()

    places: dict[UUID, set[tuple[int | None, str | None]]] = {}
    outcomes: dict[UUID, list[str]] = {}
    for batch, receipts in zip((mine, theirs), results, strict=True):
        for item, receipt in zip(batch, receipts, strict=True):
            assert isinstance(receipt, Receipt)
            places.setdefault(item.id, set()).add((receipt.seq, receipt.at))
            outcomes.setdefault(item.id, []).append(receipt.outcome)
    assert all(len(found) == 1 for found in places.values())
    assert all(sorted(found) == ["posted", "repeat"] for found in outcomes.values())
    assert await broken_laws() == []


async def test_batches_over_many_streams_in_opposite_orders_never_deadlock(world: World) -> None:
    sends = await make_sends(world, 800, channels=12)
    flushers = [Flusher(rows=7) for _ in range(4)]

    async def run(seed: int) -> list[Receipt | BaseException]:
        mine = [again(each) for each in sends[seed * 200 : seed * 200 + 200]]
        random.Random(seed).shuffle(mine)
        return await send_all(flushers[seed], mine)

    results = await asyncio.gather(*(run(seed) for seed in range(4)))
    for each in flushers:
        await each.close()

    assert Counter(r.outcome for batch in results for r in batch if isinstance(r, Receipt)) == {"posted": 800}
    assert await broken_laws() == []


async def test_an_old_judgement_is_stale(world: World) -> None:
    (send,) = await make_sends(world, 1)
    send.acl += 1
    flusher = Flusher()

    receipt = await flusher.send(send)
    await flusher.close()

    assert receipt == Receipt("stale", None, None)
    assert await db.reader.one(_COUNT) == 0


async def test_one_bad_send_never_fails_its_neighbours(world: World) -> None:
    sends = await make_sends(world, 100)
    sends[37].data = '"id":"broken",'
    flusher = Flusher()

    results = await send_all(flusher, sends)
    await flusher.close()

    failed = [number for number, result in enumerate(results) if not isinstance(result, Receipt)]
    assert failed == [37]
    assert isinstance(results[37], ParleyError)
    assert await broken_laws() == []


async def test_over_the_bound_the_answer_is_busy_at_once(world: World) -> None:
    sends = await make_sends(world, 400)
    flusher = Flusher(waiting=100)

    results = await send_all(flusher, sends)
    await flusher.close()

    assert Counter(type(result).__name__ for result in results) == {"Receipt": 100, "Busy": 300}
    assert await db.reader.one(_COUNT) == 100


async def test_what_a_caller_gave_up_is_stored_or_not_and_its_neighbours_are(world: World) -> None:
    sends = await make_sends(world, 200)
    flusher = Flusher()
    tasks = [asyncio.create_task(flusher.send(each)) for each in sends]
    await asyncio.sleep(0)

    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await flusher.close()

    assert sum(isinstance(result, Receipt) for result in results) == 100
    assert await broken_laws() == []


async def test_a_held_stream_answers_busy_and_its_neighbours_go_on(world: World) -> None:
    sends = await make_sends(world, 40, channels=4)
    held = sends[0].name
    flusher = Flusher(patience_seconds=0.2)

    async with db.transaction() as holder:
        await eventlog.lock(holder, held)
        results = await send_all(flusher, sends)
    await flusher.close()

    by_stream = [(each.name == held, type(result)) for each, result in zip(sends, results, strict=True)]
    assert Counter(by_stream) == {(True, Busy): 10, (False, Receipt): 30}
    assert await broken_laws() == []


async def test_a_held_row_answers_busy_too_and_its_neighbours_go_on(world: World) -> None:
    sends = await make_sends(world, 8, channels=4)
    flusher = Flusher(patience_seconds=0.2)

    async with db.transaction() as holder:
        await holder.execute(
            "select 1 from membership where user_id = %(user)s and channel = %(channel)s for update",
            user=world.owner.user_id,
            channel=sends[0].stream,
        )
        results = await send_all(flusher, sends)
    await flusher.close()

    by_stream = [
        (each.stream == sends[0].stream, type(result)) for each, result in zip(sends, results, strict=True)
    ]
    assert Counter(by_stream) == {(True, Busy): 2, (False, Receipt): 6}
    assert await broken_laws() == []


async def test_what_waits_for_a_stream_goes_on_in_order_when_it_is_free(world: World) -> None:
    sends = await make_sends(world, 40, channels=2)
    held = sends[0].name
    flusher = Flusher(patience_seconds=30)

    async with db.transaction() as holder:
        await eventlog.lock(holder, held)
        first = [asyncio.create_task(flusher.send(each)) for each in sends[:20]]
        await asyncio.wait(first[1::2])  # the neighbours are through, so the held ones are aside
        rest = [asyncio.create_task(flusher.send(each)) for each in sends[20:]]
        await asyncio.wait(rest[1::2])
        assert not any(task.done() for task in [*first[::2], *rest[::2]])
    receipts = await asyncio.gather(*first, *rest)
    await flusher.close()

    seqs = [receipt.seq for receipt in receipts[::2] if receipt.seq is not None]
    assert seqs == sorted(seqs)
    assert len(seqs) == 20
    assert await broken_laws() == []


async def test_a_stream_that_others_queue_for_is_had_in_turn(world: World) -> None:
    """Each of many holds it for as long as a send waits, and another is in line when they let go."""
    (send,) = await make_sends(world, 1)
    flusher = Flusher(patience_seconds=8)
    is_over = False

    async def hold() -> None:
        while not is_over:
            async with db.transaction() as holder:
                await eventlog.lock(holder, send.name)
                await holder.execute("select pg_sleep(0.15)")

    holders = [asyncio.create_task(hold()) for _ in range(4)]
    try:
        receipt = await flusher.send(send)
    finally:
        is_over = True
        await asyncio.gather(*holders)
    await flusher.close()

    assert receipt.outcome == "posted"


async def test_an_id_that_another_stream_takes_meanwhile_is_taken(world: World) -> None:
    first, second = await make_sends(world, 2, channels=2)
    second.id = first.id
    (streams,), text, values = send_batch.arguments([first])
    flusher = Flusher()
    other = await db.connect(db.SEND_OPTIONS)
    await other.execute("begin")
    await other.execute(LOCK, (streams,))
    await other.execute(db.literal(text), values)

    sending = asyncio.create_task(flusher.send(second))
    async with asyncio.timeout(10):
        while not await db.reader.one(_WAITS_FOR_A_TRANSACTION):
            await asyncio.sleep(0.01)
    await other.execute("commit")
    receipt = await sending
    await flusher.close()
    await other.close()

    assert receipt.outcome == "id_taken"
    assert await broken_laws() == []


async def test_a_killed_backend_costs_nothing_but_time(world: World) -> None:
    sends = await make_sends(world, 600, channels=3)
    flushers = [Flusher(), Flusher()]
    killer = await db.connect()
    receipts: list[Receipt] = []
    progress = asyncio.Event()
    killed = 0

    async def kill() -> None:
        """Twelve times, each after some more was acknowledged."""
        nonlocal killed
        while killed < 12:
            progress.clear()
            await progress.wait()
            for each in flushers:
                if each.line.connection is not None and not each.line.connection.closed:
                    pid = each.line.connection.info.backend_pid
                    await killer.execute("select pg_terminate_backend(%s)", (pid,))
                    killed += 1

    async def talk(number: int) -> None:
        for send in sends[number::20]:
            receipts.append(await flushers[number % 2].send(send))
            progress.set()

    killing = asyncio.create_task(kill())
    await asyncio.gather(*(talk(number) for number in range(20)))
    killing.cancel()
    await killer.close()
    for each in flushers:
        await each.close()

    assert killed > 0
    assert {receipt.outcome for receipt in receipts} <= {"posted", "repeat"}
    assert await db.reader.one(_COUNT) == 600
    assert await broken_laws() == []


async def test_acknowledged_means_durable(world: World) -> None:
    """The services' own pool commits synchronously; only the tests' server is told to forget (law 1)."""
    connection = await db.connect(db.SEND_OPTIONS)
    shown = await (
        await connection.execute("select setting, source from pg_settings where name = 'synchronous_commit'")
    ).fetchone()
    await connection.close()

    assert shown is not None
    assert shown[1] in ("command line", "configuration file", "default")  # no client of ours turns it off


async def test_a_closed_flusher_takes_no_more(world: World) -> None:
    (send,) = await make_sends(world, 1)
    flusher = Flusher()
    await flusher.close()

    with pytest.raises(Busy):
        await flusher.send(send)


async def test_a_connection_that_falls_silent_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_batch, "SEND_SECONDS", 0.2)
    first, second = await make_sends(world, 2)
    flusher = Flusher()
    await flusher.send(first)
    assert flusher.line.connection is not None
    backend = flusher.line.connection.info.backend_pid

    os.kill(backend, signal.SIGSTOP)
    try:
        async with asyncio.timeout(5):
            receipt = await flusher.send(second)
    finally:
        os.kill(backend, signal.SIGCONT)  # it now finds what it was told before, and that it happened already
    await flusher.close()

    assert receipt.outcome == "posted"
    assert await db.reader.one(_COUNT) == 2
    assert await broken_laws() == []
