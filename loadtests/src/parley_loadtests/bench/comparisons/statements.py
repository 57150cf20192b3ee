"""A session look-up, the last 50 messages and an insert: Django's ORM, its asynchronous methods, a plan on the pool."""

import secrets
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from django.db.models import QuerySet

from parley import db
from parley.clock import now
from parley.ids import new_id
from parley.models import Message, Session, Token
from parley.sessions import hash_key
from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import Side, alternate, repeated
from parley_loadtests.bench.table import Table, of_samples

_SESSION = db.plan(
    Session.objects.filter(key_hash=db.param("key")).values_list("id", "account__email", "user__role"),
    lambda *columns: columns,
)
_LAST = db.plan(
    Message.objects.filter(channel_id=db.param("stream"), in_channel=True)
    .order_by("-seq")
    .values_list("id", "seq", "author_id", "body", "at")[:50],
    lambda *columns: columns,
)
_INSERT = db.statement(
    "insert into token (id, user_id, name, hash, created_at) values (%(id)s, %(user)s, %(name)s, %(hash)s, %(at)s)"
    " returning id",
    db.value,
)


async def compare(ground: Ground) -> list[Table]:
    key = hash_key(ground.key)
    user = await Session.objects.values_list("user_id", flat=True).aget(key_hash=key)

    def sessions() -> QuerySet[Session]:
        return Session.objects.using("pooled").select_related("account", "user")

    def last() -> QuerySet[Message]:
        return (
            Message.objects.using("pooled")
            .filter(channel_id=ground.stream, in_channel=True)
            .order_by("-seq")[:50]
        )

    def token() -> Token:
        return Token(id=new_id(), user_id=user, name="bench", hash=secrets.token_bytes(32), created_at=now())

    async def read_last() -> None:
        [message async for message in last()]

    async def insert() -> None:
        row = token()
        columns = {"id": row.id, "user": user, "name": row.name, "hash": row.hash, "at": row.created_at}
        await db.reader.all(_INSERT, **columns)

    async def insert_in_transaction() -> None:
        async with db.transaction() as tx:
            await tx.insert(token())

    found = []
    for title, sides, times in (
        (
            "a session look-up",
            {
                "ORM, all in one thread": _in_thread(lambda: sessions().get(key_hash=key)),
                "ORM, asynchronous": repeated(lambda: sessions().aget(key_hash=key)),
                "a plan on the pool": repeated(lambda: db.reader.one(_SESSION, key=key)),
            },
            40,
        ),
        (
            "the last 50 messages",
            {
                "ORM, all in one thread": _in_thread(lambda: list(last())),
                "ORM, asynchronous": repeated(read_last),
                "a plan on the pool": repeated(lambda: db.reader.all(_LAST, stream=ground.stream)),
            },
            30,
        ),
        (
            "an insert, committed",
            {
                "ORM, all in one thread": _in_thread(lambda: token().save(using="pooled", force_insert=True)),
                "ORM, asynchronous": repeated(lambda: token().asave(using="pooled", force_insert=True)),
                "a statement on the pool": repeated(insert),
                "in db.transaction(): begin, insert, commit": repeated(insert_in_transaction),
            },
            30,
        ),
    ):
        samples = await alternate(sides, times=times)
        found.append(of_samples(title, samples.items()))
    await sync_to_async(connections.close_all)()
    return found


def _in_thread(once: Any) -> Side:
    """As a synchronous view would: one hop, then everything on that thread."""

    def repeat(times: int) -> None:
        for _ in range(times):
            once()

    return sync_to_async(repeat)
