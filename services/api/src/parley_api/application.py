"""Which handler serves what, and the process' beginning and end."""

from pathlib import Path
from typing import Any

from django.contrib import admin
from django.urls import path, re_path

from parley import bus, config, db
from parley.bus.publish import publisher
from parley.writes import send as sends
from parley_api import docs, files, health, web
from parley_api.djangos import DjangosHandler
from parley_api.handler import LeanHandler, Receive, Send
from parley_api.routes import router
from parley_api.touches import touches

_ADMIN = "/admin/"
# What the admin's pages load.
_STATIC = Path(admin.__file__).parent / "static"


def urls(settings: config.Config) -> list[Any]:
    """What the lean handler serves."""
    patterns: list[Any] = [
        router.to_urlpatterns(),
        path("healthz", health.healthz),
        path("readyz", health.readyz),
        *docs.urls(settings),
        path("static/<path:path>", files.serve(files.load_sync(_STATIC))),
    ]
    if settings.web_root is not None:
        view = web.serve(web.load_sync(settings.web_root), settings)
        patterns.append(re_path(r"^(?P<path>.*)$", view, name="web"))
    return patterns


class Application:
    """An ASGI application."""

    def __init__(self) -> None:
        self._lean = LeanHandler(urls(config.current()))
        self._django = DjangosHandler(_ADMIN)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})  # daphne offers every upgrade: sockets are the gateway's
        elif scope["path"].startswith(_ADMIN) or scope["path"] == _ADMIN.rstrip("/"):
            await self._django(scope, receive, send)
        else:
            await self._lean(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """uvicorn says when it begins and ends; daphne does not, and the operating system closes what is open."""
        await receive()
        await db.pool()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await touches().close()
        await sends.close()
        await publisher().flush()
        await bus.close()
        await db.close()
        await send({"type": "lifespan.shutdown.complete"})
