"""Which part serves what."""

from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

from parley_gateway import drain, health, lifespan
from parley_gateway.consumer import GatewayConsumer
from parley_gateway.handshake import refuse_path
from parley_gateway.wire import Send

_sockets = URLRouter([path("ws", GatewayConsumer.as_asgi()), re_path(r"", refuse_path)])  # type: ignore[arg-type]
_router = ProtocolTypeRouter({"http": health.answer, "lifespan": lifespan.live, "websocket": _sockets})


async def application(scope: Any, receive: Any, send: Send) -> None:
    drain.install()
    await _router(scope, receive, send)
