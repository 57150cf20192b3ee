"""Requests to another server: an aiohttp session for each, and one for the loop, with kept connections or without."""

import aiohttp
from aiohttp import web

from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import alternate, repeated
from parley_loadtests.bench.table import Table, of_samples
from parley_local import ports


async def compare(ground: Ground) -> list[Table]:
    port = ports.find_free()
    url = f"http://127.0.0.1:{port}/"

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def ask(session: aiohttp.ClientSession) -> None:
        async with session.get(url) as answer:
            await answer.read()

    async def ask_in_a_session() -> None:
        async with aiohttp.ClientSession() as session:
            await ask(session)

    application = web.Application()
    application.router.add_get("/", page)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        async with (
            aiohttp.ClientSession() as keeping,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as closing,
        ):
            sides = {
                "a session a request": repeated(ask_in_a_session),
                "one session, a connection a request (as ports/http.py)": repeated(lambda: ask(closing)),
                "one session, its connections kept": repeated(lambda: ask(keeping)),
            }
            samples = await alternate(sides, times=50)
    finally:
        await runner.cleanup()
    return [of_samples("a request, with the server's part", samples.items())]
