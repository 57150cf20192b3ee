"""Celery's Redis transport, bounded, and made to outlive a broker that goes away while jobs run."""

from typing import Any, Final

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from redis.exceptions import ConnectionError as RedisConnectionError

MAX_WAITING: Final = 1000
"""Messages a queue; over it the oldest go. Rows in Postgres say what is owed, and so old a nudge says nothing."""


class Channel(kombu_redis.Channel):
    """A channel that keeps its queues short, and fails as a lost connection should once it is closed."""

    def _put(self, queue: str, message: Any, **options: Any) -> None:
        # `expires` is judged by the worker that takes a message. Without one, beat and the nudgers put in 2 to 40 a
        # second, 1 KB each: in a few hours all the memory that Valkey has, and then minutes to take them out again.
        super()._put(queue, message, **options)
        with self.conn_or_acquire() as client:
            client.ltrim(queue, 0, MAX_WAITING - 1)  # new ones come in at the head

    def _connparams(self, *args: Any, **options: Any) -> dict[str, Any]:
        # With kombu 5.7 and messages not yet acknowledged (always so with `acks_late`), closing it, or a later
        # acknowledgement, makes a new client from the connection it no longer has: an AttributeError, which
        # nobody expects there, and which ends the worker.
        if self.connection is None or self.connection.client is None:
            raise RedisConnectionError("the connection of this channel is closed")
        return super()._connparams(*args, **options)


class Transport(kombu_redis.Transport):
    Channel = Channel


def register() -> None:
    """Let `redis://` and `rediss://` mean our transport, in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
