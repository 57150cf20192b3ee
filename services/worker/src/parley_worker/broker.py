"""Celery's Redis transport, made to outlive a broker that goes away while jobs run."""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from redis.exceptions import ConnectionError as RedisConnectionError


class Channel(kombu_redis.Channel):
    """A channel that fails as a lost connection should once it is closed.

    With kombu 5.7 and messages not yet acknowledged (always so with `acks_late`), closing it, or a later
    acknowledgement, makes a new client from the connection it no longer has: an AttributeError, which
    nobody expects there, and which ends the worker.
    """

    def _connparams(self, *args: Any, **options: Any) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise RedisConnectionError("the connection of this channel is closed")
        return super()._connparams(*args, **options)


class Transport(kombu_redis.Transport):
    Channel = Channel


def register() -> None:
    """Let `redis://` and `rediss://` mean our transport, in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
