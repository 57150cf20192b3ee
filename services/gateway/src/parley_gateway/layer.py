"""The channel layer of the gateway: channels-redis' pub/sub layer, on a connection of our own.

Used through the usual interface: new_channel, group_add, group_discard, group_send, receive. What differs:
`group_add` returns once Redis has confirmed the subscription, or at once where Redis is known to be down; a lost
connection comes back with all its subscriptions and says so; queues are bounded; nothing waits for a publish.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from channels_redis.utils import decode_hosts

from parley.bus.publish import publisher
from parley_gateway.subscriber import Subscriber

log = structlog.get_logger()

_MESSAGES = 10_000
_BYTES = 64 << 20


class Inbox(asyncio.Queue[bytes]):
    """What came for a channel and was not received yet: bounded by count and by size."""

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self.size = 0

    def _put(self, item: bytes) -> None:
        self.size += len(item)
        super()._put(item)

    def _get(self) -> bytes:
        item = super()._get()
        self.size -= len(item)
        return item

    def full(self) -> bool:
        return super().full() or self.size >= _BYTES


class StreamLayer(RedisPubSubChannelLayer):
    """A layer for any loop; each loop has its own connection."""

    def _get_layer(self) -> "StreamLoopLayer":
        loop = asyncio.get_running_loop()
        layer = self._layers.get(loop)
        if layer is None:
            layer = self._layers[loop] = StreamLoopLayer(*self._args, **self._kwargs, channel_layer=self)
        return layer


class StreamLoopLayer(RedisPubSubLoopLayer):
    """The layer of one loop. `on_disconnect` and `on_reconnect` are called as they happen."""

    channels: dict[str, Inbox]
    _shards: list[Subscriber]  # type: ignore[assignment]  # what channels-redis has there, on a connection of ours

    def __init__(self, hosts: Any = None, *, channel_layer: StreamLayer, **options: Any) -> None:
        super().__init__(hosts, channel_layer=channel_layer, **options)
        self._serialize = channel_layer.serialize
        self._shards = [
            Subscriber(host, self._take, on_down=self._down, on_up=self._up) for host in decode_hosts(hosts)
        ]
        self.is_losing = False

    @property
    def is_up(self) -> bool:
        """Whether every server answers, with all subscriptions confirmed."""
        return all(shard.is_up for shard in self._shards)

    async def _subscribe_to_channel(self, channel: str) -> None:
        self.channels[channel] = Inbox(_MESSAGES)
        shard: Any = self._get_shard(channel)
        shard.want(channel)  # not awaited: without Redis we work too

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        # The publisher is pipelined and gives up within 100 ms; channels-redis would take a connection a message.
        topic = self._get_group_channel_name(group)
        publisher().push(topic, self._serialize(message))

    def _take(self, name: str, data: bytes) -> None:
        for channel in (name,) if name in self.channels else tuple(self.groups.get(name, ())):
            inbox = self.channels.get(channel)
            if inbox is None:
                continue
            if not inbox.full():
                inbox.put_nowait(data)
                self.is_losing = False
            elif not self.is_losing:  # dropped: the comparison finds it in the log
                self.is_losing = True
                log.warning("gateway.inbox_full", messages=inbox.qsize(), bytes=inbox.size)

    def _down(self, error: BaseException) -> None:
        log.warning("gateway.bus_lost", error=type(error).__name__)
        _call(self.on_disconnect)

    def _up(self) -> None:
        log.info("gateway.bus_found")
        _call(self.on_reconnect)


def _call(callback: Callable[[], None] | None) -> None:
    if callback is not None:
        callback()
