"""The worker's own port: /healthz (the process lives) and /readyz (it can serve)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiohttp import web
from celery import Celery, signals

from parley import bus, db
from parley.errors import ParleyError
from parley_worker.draining import is_draining
from parley_worker.loop import process_loop, resource

log = structlog.get_logger()

_ALIVE = db.statement("select 1", db.value)
_is_ready = False


def serve_beside(app: Celery, *, host: str, port: int) -> None:
    """Answer on `port` for as long as this app's worker runs; beat, which imports the same app, has no port."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[None]:
        site = web.Application()
        site.router.add_get("/healthz", _healthz)
        site.router.add_get("/readyz", _readyz)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        try:
            yield
        finally:
            await runner.cleanup()
            await db.close()
            await bus.close()

    def begin(**_: Any) -> None:
        global _is_ready
        process_loop().submit(resource(serve)).result(10)
        _is_ready = True
        log.info("worker.ready", port=port)

    signals.worker_ready.connect(begin, weak=False)


async def _healthz(_: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _readyz(_: web.Request) -> web.Response:
    database = await _answers(db.reader.one(_ALIVE))
    broker = await _answers(bus.client().ping())
    is_consuming = _is_ready and not is_draining()
    is_ready = is_consuming and database and broker
    fields = {"ready": is_ready, "database": database, "broker": broker, "consuming": is_consuming}
    return web.json_response(fields, status=200 if is_ready else 503)


async def _answers(question: Any) -> bool:
    try:
        async with asyncio.timeout(1):
            await question
    except (ParleyError, OSError, TimeoutError):
        return False
    except Exception as error:  # redis' own tree
        log.debug("health.no_answer", error=type(error).__name__)
        return False
    return True
