"""One synchronous view made asynchronous step by step (bench/steps.py): one caller, and sixteen at once."""

import json
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.urls import path

from parley_api.handler import LeanHandler
from parley_loadtests.bench import steps
from parley_loadtests.bench.asking import asker
from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import alternate, repeated, together
from parley_loadtests.bench.table import Table


async def compare(ground: Ground) -> list[Table]:
    django = ASGIHandler()
    lean = LeanHandler([path("step5/<uuid:channel>", steps.step5)])
    cookie = {"Cookie": f"{steps.COOKIE}={ground.key}"}
    asked = {
        f"{number}. {(view.__doc__ or '').rstrip('.')}": asker(
            django, f"/{view.__name__}/{ground.channel}", cookie
        )
        for number, view in enumerate(steps.VIEWS, 1)
    }
    asked["6. The same view on the lean handler"] = asker(lean, f"/step5/{ground.channel}", cookie)
    pages = {json.dumps(_said(json.loads(await ask())), sort_keys=True) for ask in asked.values()}
    if len(pages) != 1:
        raise RuntimeError("the steps do not answer the same")
    alone = await alternate({name: repeated(ask) for name, ask in asked.items()}, times=12)
    crowd = await alternate({name: together(ask, 16) for name, ask in asked.items()}, times=32, rounds=3)
    table = Table("the steps", ("ms, one caller", "ms of CPU here", "requests/s, 16 callers"))
    for name in asked:
        table.add(name, alone[name].seconds * 1e3, alone[name].cpu_seconds * 1e3, 1 / crowd[name].seconds)
    await sync_to_async(connections.close_all)()
    return [table]


def _said(page: dict[str, Any]) -> Any:
    """All but the times, which Django writes with three digits."""
    messages = [{**message, "at": None} for message in page["messages"]]
    return page["name"], page["members"], messages
