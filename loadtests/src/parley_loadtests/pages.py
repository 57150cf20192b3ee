"""A web site of one's own on loopback, for links that get previews."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serving_pages() -> AsyncIterator[str]:
    """The address of a site whose every path is a page that says its own name."""

    async def answer(request: web.Request) -> web.Response:
        text = f"<html><head><title>Page {request.path}</title></head></html>"
        return web.Response(text=text, content_type="text/html")

    site = web.Application()
    site.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
