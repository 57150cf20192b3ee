"""What must hold after a fault: as clients saw it, and as the tables have it."""

import asyncio
import time

import psycopg

from parley import db
from parley.testing.laws import broken_laws
from parley_loadtests.chaos.load import Load
from parley_loadtests.chaos.verdict import Verdict
from parley_loadtests.stack import Stack

_CATCH_UP_SECONDS = 60.0
_JOBS_SECONDS = 100.0  # a job whose worker was killed is free again when its lease of 60 s is over


async def catch_up(load: Load, verdict: Verdict) -> None:
    """Wait until each reader has all that there is for it."""
    begun = time.monotonic()
    heads = {
        program.token: (await program.get("/boot"))["heads"]
        for program in (load.ground.writer, load.ground.other)
    }
    try:
        async with asyncio.timeout(_CATCH_UP_SECONDS):
            while not all(reader.has(heads[reader.program.token]) for reader in load.readers):
                await asyncio.sleep(0.05)
    except TimeoutError:
        verdict.faults.append("readers did not reach the heads")
    verdict.measured["settled"] = time.monotonic() - begun


def judge_clients(load: Load, verdict: Verdict) -> None:
    """Each acknowledged message came to each reader, once, in order, with its text; each request was answered."""
    verdict.acknowledged += len(load.receipts)
    verdict.faults += [f"never answered: {each}" for each in load.unanswered]
    for tally in (load.tally, *(reader.tally for reader in load.readers)):
        verdict.repeated += tally.repeated
        verdict.out_of_order += tally.out_of_order
        verdict.faults += tally.faults
    for number, reader in enumerate(load.readers):
        verdict.connections += reader.connections
        verdict.delivered += reader.kinds.total()
        for receipt in load.receipts:
            # The text of a deleted one is gone from the log, for those who come to it later.
            expected = (receipt.body, "") if receipt.id in load.deleted else (receipt.body,)
            if not reader.is_owed(receipt.channel, receipt.seq):
                continue
            if reader.bodies.get(receipt.id) not in expected:
                verdict.lost += 1
                verdict.faults.append(f"reader {number}: never got {receipt.id}")


async def judge_tables(stack: Stack, load: Load, verdict: Verdict) -> None:
    """Each promise is kept, nothing is there that nobody asked for, and the laws hold over the whole database."""
    async with await psycopg.AsyncConnection.connect(stack.environment["DATABASE_URL"]) as connection:
        (committing,) = await (await connection.execute("show synchronous_commit")).fetchone() or ("",)
        if committing != "on":
            verdict.faults.append(f"synchronous_commit is {committing}")
        rows = await connection.execute(
            "select m.id::text, m.seq from message m join channel c on c.stream = m.channel"
            " where c.id = any(%s::uuid[])",
            (load.channels,),
        )
        stored = dict(await rows.fetchall())
        promised = {receipt.id: receipt.seq for receipt in load.receipts}
        for id, seq in promised.items():
            if stored.get(id) != seq:
                verdict.lost += 1
                verdict.faults.append(f"{id}: stored with {stored.get(id)}, promised {seq}")
        if unasked := stored.keys() - promised.keys():
            verdict.repeated += len(unasked) if not load.unanswered else 0
            verdict.faults.append(f"{len(unasked)} messages are stored that were never acknowledged")
        verdict.faults += [f"broken: {law}" for law in await broken_laws(db.Transaction(connection))]


_UNSETTLED = """
    select m.id, (select count(*) from link_preview p where p.message_id = m.id),
        (select count(*) from event e where e.stream = m.channel and e.kind = 'message.previewed'
            and e.data->>'id' = m.id::text)
    from message m where m.id = any(%s::uuid[])
        and not exists (select from job j where j.data->>'message' = m.id::text and j.dead_at is not null)
"""


async def judge_jobs(stack: Stack, links: list[str], verdict: Verdict) -> None:
    """Each preview that was owed is there once and was announced once, or is dead with its reason; no job is stuck."""
    deadline = time.monotonic() + _JOBS_SECONDS
    begun = time.monotonic()
    async with await psycopg.AsyncConnection.connect(
        stack.environment["DATABASE_URL"], autocommit=True
    ) as connection:
        while True:
            rows = await (await connection.execute(_UNSETTLED, (links,))).fetchall()
            left = await connection.execute("select key, attempts, error from job where dead_at is null")
            stuck = await left.fetchall()
            missing = [id for id, previews, _ in rows if not previews]
            if not (missing or stuck) or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.25)
        dead = await connection.execute("select key, error from job where dead_at is not null")
        dead_letters = await dead.fetchall()
    verdict.acknowledged = len(links)
    verdict.delivered = sum(1 for _, previews, _ in rows if previews)
    verdict.lost += len(missing)
    verdict.repeated += sum(1 for _, previews, announced in rows if max(previews, announced) > 1)
    verdict.faults += [f"{id}: its preview never came" for id in missing]
    verdict.faults += [f"{id}: announced {announced} times" for id, _, announced in rows if announced > 1]
    verdict.faults += [
        f"job {key} is stuck after {attempts} attempts: {error}" for key, attempts, error in stuck
    ]
    verdict.faults += [f"job {key} is dead without a reason" for key, error in dead_letters if not error]
    verdict.measured |= {"settled": time.monotonic() - begun, "dead": len(dead_letters)}
