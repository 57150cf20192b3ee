"""Asynchronous Postgres: `db.reader`, `db.transaction()`, plans."""

from parley.db.counting import counted
from parley.db.plan import Param, Plan, literal, param, plan, statement, value
from parley.db.pool import SEND_LOCK_TIMEOUT, SEND_OPTIONS, close, connect, pool
from parley.db.transaction import Enclosure, Reader, Transaction, Where, reader, transaction

__all__ = [
    "SEND_LOCK_TIMEOUT",
    "SEND_OPTIONS",
    "Enclosure",
    "Param",
    "Plan",
    "Reader",
    "Transaction",
    "Where",
    "close",
    "connect",
    "counted",
    "literal",
    "param",
    "plan",
    "pool",
    "reader",
    "statement",
    "transaction",
    "value",
]
