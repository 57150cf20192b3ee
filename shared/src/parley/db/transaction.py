"""Reading and writing: `reader` borrows a connection for a statement, `transaction` for as long as it is open."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import connection as django_connection
from django.db import models
from django.db.models.expressions import DatabaseDefault
from psycopg import AsyncConnection, AsyncCursor

from parley.db import counting
from parley.db.deadline import STATEMENT_SECONDS, TRANSACTION_SECONDS, deadline
from parley.db.errors import translated
from parley.db.plan import Plan, literal
from parley.db.pool import pool


class Where(Protocol):
    """Where a query reads: `db.reader`, or an open transaction."""

    async def all[T](self, plan: Plan[T], **params: Any) -> list[T]: ...

    async def one[T](self, plan: Plan[T], **params: Any) -> T | None: ...


async def _run[T](connection: AsyncConnection, plan: Plan[T], params: dict[str, Any]) -> list[T]:
    counting.add()
    cursor = await connection.execute(literal(plan.text), params, prepare=True)
    row = plan.row
    return [row(*columns) for columns in await cursor.fetchall()]


class Reader:
    """Each statement on a connection of its own, so a slow reader holds none."""

    async def all[T](self, plan: Plan[T], **params: Any) -> list[T]:
        """The rows, in the statement's order. Raises Busy, Unavailable."""
        with translated():
            async with (await pool()).connection() as connection:
                with deadline(connection, STATEMENT_SECONDS):
                    return await _run(connection, plan, params)

    async def one[T](self, plan: Plan[T], **params: Any) -> T | None:
        """The first row or None. Raises Busy, Unavailable."""
        rows = await self.all(plan, **params)
        return rows[0] if rows else None


reader = Reader()


class Transaction:
    """An open transaction. `after_commit` callbacks run once it has committed; they may not block or fail."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.heads: dict[str, int] = {}  # streams that eventlog has locked or made, and their heads
        self.appended: list[Any] = []
        self.after_commit: list[Callable[[], None]] = []

    async def all[T](self, plan: Plan[T], **params: Any) -> list[T]:
        return await _run(self.connection, plan, params)

    async def one[T](self, plan: Plan[T], **params: Any) -> T | None:
        rows = await _run(self.connection, plan, params)
        return rows[0] if rows else None

    async def execute(self, text: str, **params: Any) -> int:
        """Run a statement that returns nothing; the number of rows it touched."""
        counting.add()
        cursor = await self.connection.execute(literal(text), params, prepare=True)
        return cursor.rowcount

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Send what is executed and inserted within in one round trip; what fails, raises at its end."""
        async with self.connection.pipeline():
            yield

    async def insert(self, row: models.Model) -> None:
        """Insert a model instance; raises psycopg's UniqueViolation."""
        await self._insert(row, "")

    async def insert_missing(self, row: models.Model) -> bool:
        """Insert unless a unique constraint has such a row already; whether it was inserted."""
        cursor = await self._insert(row, " on conflict do nothing")
        return cursor.rowcount == 1

    async def _insert(self, row: models.Model, conflict: str) -> AsyncCursor:
        values = {}
        for column in row._meta.local_concrete_fields:
            given = getattr(row, column.attname)
            # What the database fills in by itself is left out: a default there, or an identity.
            if isinstance(given, DatabaseDefault) or (given is None and column.primary_key):
                continue
            values[column.column] = column.get_db_prep_save(given, django_connection)
        columns = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(["%s"] * len(values))
        text = f'insert into "{row._meta.db_table}" ({columns}) values ({places}){conflict}'
        counting.add()
        return await self.connection.execute(literal(text), list(values.values()), prepare=True)


@asynccontextmanager
async def transaction() -> AsyncIterator[Transaction]:
    """One transaction on a connection of the pool. Raises Busy, Unavailable.

    The commit's own failure is Unavailable: whether it happened is unknown, and only a repeat by id or key tells.
    """
    enclosure = _enclosure.get()
    if enclosure is None:
        async with _begun() as tx:
            yield tx
    else:
        async with enclosure.joined() as tx:
            yield tx


@asynccontextmanager
async def _begun() -> AsyncIterator[Transaction]:
    with translated():
        async with (await pool()).connection() as connection:
            tx = Transaction(connection)
            with deadline(connection, TRANSACTION_SECONDS):
                async with connection.transaction():
                    yield tx
            for callback in tx.after_commit:
                callback()


class Enclosure:
    """What a caller adds to the transaction of the action that it calls: both commit together, or neither.

    It begins with the action's own `transaction()`, so that nobody holds a connection before.
    """

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._tx: Transaction | None = None
        self._joined = False

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[Transaction]:
        if self._joined:
            raise RuntimeError(
                "two transactions can't be one: the second would lock streams after the first wrote"
            )
        self._joined = True
        try:
            yield await self.begin()
        except BaseException as error:
            # The action may catch it and try again: what it wrote must be gone, as it would be without us.
            self._tx, self._joined = None, False
            await self._stack.__aexit__(type(error), error, error.__traceback__)
            raise

    async def begin(self) -> Transaction:
        """The open transaction; a fresh one where the action needed none."""
        if self._tx is None:
            self._tx = await self._stack.enter_async_context(_begun())
        return self._tx

    async def __aenter__(self) -> "Enclosure":
        self._token = _enclosure.set(self)
        return self

    async def __aexit__(self, *failure: Any) -> None:
        _enclosure.reset(self._token)
        await self._stack.__aexit__(*failure)


_enclosure: ContextVar[Enclosure | None] = ContextVar("enclosure", default=None)
