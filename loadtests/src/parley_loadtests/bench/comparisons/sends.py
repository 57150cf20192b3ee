"""Sixteen callers who send to one channel, durably: a transaction each, and all that wait in one (group commit)."""

import asyncio
import hashlib
from contextlib import AsyncExitStack
from uuid import UUID

import msgspec

from parley import db
from parley.ids import ChannelId, MessageId, new_id, stream_name
from parley.queries.actor import find_by_token
from parley.queries.posting import find_posting
from parley.writes.send import Flusher
from parley.writes.send_batch import Send
from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import Side, alternate
from parley_loadtests.bench.table import Table

_CALLERS = 16


async def compare(ground: Ground) -> list[Table]:
    signed_in = await find_by_token(db.reader, token=ground.token)
    assert signed_in is not None
    actor, channel = signed_in.actor, ChannelId(UUID(ground.channel))
    posting = await find_posting(db.reader, channel, actor=actor, fresh=True)
    assert posting is not None

    def send() -> Send:
        id, body = MessageId(new_id()), "what was said"
        fields = {"id": id, "channel": channel, "author": actor.user_id, "body": body}
        return Send(
            id=id,
            stream=posting.stream_id,
            name=stream_name("channel", channel),
            acl=posting.acl,
            author=actor.user_id,
            body=body,
            digest=UUID(bytes=hashlib.blake2b(id.bytes, digest_size=16).digest()),
            data=msgspec.json.encode(fields).decode()[1:],
        )

    def side(flushers: list[Flusher]) -> Side:
        """The callers spread over the flushers, each of whom has a connection."""

        async def send_all(times: int) -> None:
            left = iter(range(times))

            async def caller(number: int) -> None:
                for _ in left:
                    receipt = await flushers[number % len(flushers)].send(send())
                    if receipt.outcome != "posted":
                        raise RuntimeError(receipt.outcome)

            async with asyncio.TaskGroup() as group:
                for number in range(_CALLERS):
                    group.create_task(caller(number))

        return send_all

    async with AsyncExitStack() as stack:
        alone, grouped = [Flusher(rows=1) for _ in range(_CALLERS)], [Flusher()]
        for each in (*alone, *grouped):
            stack.push_async_callback(each.close)
        sides = {"a transaction each": side(alone), "group commit": side(grouped)}
        samples = await alternate(sides, times=320, rounds=5)
    table = Table("sends to one channel", ("sends/s", "us of CPU here"))
    for name, sample in samples.items():
        table.add(name, 1 / sample.seconds, sample.cpu_seconds * 1e6)
    return [table]
