"""The api under uvicorn and under daphne: an empty answer and a page of history, eight callers, CPU of the server."""

import statistics
import time

import aiohttp

from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import together
from parley_loadtests.bench.process import cpu_seconds, serving
from parley_loadtests.bench.table import Table
from parley_local import ports

_APPLICATION = "parley_api.asgi:application"
_TIMES, _ROUNDS, _CALLERS = 100, 3, 8


async def compare(ground: Ground) -> list[Table]:
    uvicorn, daphne = ports.find_free(), ports.find_free()
    words = {
        "uvicorn": (
            *("-m", "uvicorn", _APPLICATION, "--port", str(uvicorn), "--loop", "uvloop", "--ws", "none"),
            *("--http", "parley_api.inbound:BoundedProtocol", "--no-access-log", "--log-level", "warning"),
        ),
        "daphne": ("-m", "daphne", "-b", "127.0.0.1", "-p", str(daphne), "-v", "0", _APPLICATION),
    }
    environment = ground.ports.environment()
    paths = {
        "an empty answer": "/healthz",
        "the last 50 messages": f"/api/v1/channels/{ground.channel}/messages?limit=50",
    }
    headers = {"Authorization": f"Bearer {ground.token}"}
    tables = []
    async with (
        serving(words["uvicorn"], environment, ground.folder / "u.log", health=_url(uvicorn)) as first,
        serving(words["daphne"], environment, ground.folder / "d.log", health=_url(daphne)) as second,
        aiohttp.ClientSession(headers=headers) as http,
    ):
        for title, path in paths.items():
            took: dict[str, list[tuple[float, float]]] = {"uvicorn": [], "daphne": []}

            async def ask(url: str) -> None:
                async with http.get(url) as answer:
                    answer.raise_for_status()
                    await answer.read()

            for number in range(_ROUNDS + 1):
                for name, port, process in (("uvicorn", uvicorn, first), ("daphne", daphne, second)):
                    url = f"http://127.0.0.1:{port}{path}"
                    cpu, clock = cpu_seconds(process), time.perf_counter()
                    await together(lambda url=url: ask(url), _CALLERS)(_TIMES)
                    if number:  # the first round warms up
                        took[name].append(
                            (_TIMES / (time.perf_counter() - clock), (cpu_seconds(process) - cpu) / _TIMES)
                        )
            table = Table(title, ("requests/s", "us of CPU, server"))
            for name, rounds in took.items():
                speed, cpu = (statistics.median(each) for each in zip(*rounds, strict=True))
                table.add(name, speed, cpu * 1e6)
            tables.append(table)
    return tables


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}/healthz"
