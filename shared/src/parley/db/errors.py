"""Postgres' failures as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as pg
from psycopg_pool import PoolTimeout, TooManyRequests

from parley.errors import Busy, Unavailable


@contextmanager
def translated() -> Iterator[None]:
    """Raise Busy for a lock or a connection that did not come in time, Unavailable for a database out of reach.

    What is left (a constraint, a wrong statement) passes as it is: it is for the caller who knows what it means.
    """
    try:
        yield
    except (
        pg.LockNotAvailable,
        pg.DeadlockDetected,
        pg.SerializationFailure,
        PoolTimeout,
        TooManyRequests,
    ) as e:
        raise Busy(retry_after=1) from e
    except (pg.QueryCanceled, pg.TransactionTimeout, pg.IdleInTransactionSessionTimeout) as e:
        raise Busy(retry_after=2) from e
    except (psycopg.OperationalError, psycopg.InterfaceError) as e:
        raise Unavailable("The database does not answer. Try again in a moment.", retry_after=2) from e
