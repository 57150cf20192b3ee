"""What comparisons stand on: Postgres, Valkey, and a workspace with a channel of 20,000 messages."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

from parley import config
from parley.testing.servers import Ports, choose_ports

MESSAGES = 20_000


@dataclass(frozen=True, slots=True)
class Ground:
    """`key` is a session's, as its cookie has it; `token` a program's. Both are the owner's."""

    folder: Path
    ports: Ports
    key: str
    token: str
    channel: str
    stream: int


def prepare() -> Ports:
    """Settle the addresses and set Django up, before anything imports a model."""
    from parley.telemetry import logs

    ports = choose_ports()
    config.use(config.load(ports.environment()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "parley_loadtests.bench.settings"
    logs.set_up("bench", "warning")
    django.setup()
    return ports


@contextmanager
def serving(ports: Ports) -> Iterator[Path]:
    """Servers of one's own; yields a folder that is gone at the end, as they are."""
    from django.core.management import call_command
    from django.db import connections

    from parley_local import postgres, valkey

    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="parley-bench-", ignore_cleanup_errors=True)
            )
        )
        stack.callback(postgres.start(folder / "postgres", port=ports.postgres).stop)
        stack.callback(valkey.start(folder / "valkey", port=ports.valkey).stop)
        call_command("migrate", verbosity=0, skip_checks=True)
        connections.close_all()
        yield folder


@asynccontextmanager
async def standing(ports: Ports, folder: Path) -> AsyncIterator[Ground]:
    """Rows to ask for, and an end to what this loop holds."""
    from parley import bus, db
    from parley.actions.log.partitions import ensure_partitions
    from parley.actions.token.create import create_token
    from parley.models import Session
    from parley.queries.channel import get_channel
    from parley.sessions import hash_key
    from parley.testing.world import World
    from parley.writes import send

    await ensure_partitions()
    world = await World.begin()
    channel = await get_channel(db.reader, world.general, visible_to=world.owner)
    key = "the key of a session of benchmarks"
    async with db.transaction() as tx:
        await tx.execute(_FILL, stream=channel.stream_id, author=world.owner.user_id, count=MESSAGES)
        await tx.execute(_HEAD, stream=channel.stream_id, count=MESSAGES)
        owner = world.owner
        await tx.insert(
            Session(
                key_hash=hash_key(key),
                account_id=owner.account_id,
                user_id=owner.user_id,
                expires_at="2100-01-01T00:00:00Z",
            )
        )
    async with (await db.pool()).connection() as connection:
        await connection.execute("vacuum analyze")
    token = await create_token(actor=world.owner, name="bench")
    try:
        yield Ground(folder, ports, key, token.value, str(world.general), channel.stream_id)
    finally:
        await send.close()
        await bus.close()
        await db.close()


_FILL = """
insert into message (id, channel, seq, version, ordinal, in_channel, author, body, at, sent_at)
select uuidv7(), %(stream)s, 1000 + n, 1000 + n, n, true, %(author)s, 'what was said, number ' || n,
    now() + n * interval '1 microsecond', now() + n * interval '1 microsecond'
from generate_series(1, %(count)s::int) n
"""
_HEAD = "update stream set head = 1000 + %(count)s where id = %(stream)s"
