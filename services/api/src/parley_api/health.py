"""Whether the process lives, and whether it can serve."""

import asyncio
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from parley import bus, db
from parley.errors import Unavailable
from parley.queries.weeks import count_weeks_ahead

_PATIENCE_SECONDS = 2.0


async def healthz(request: HttpRequest) -> HttpResponse:
    """About the process alone."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


async def readyz(request: HttpRequest) -> HttpResponse:
    """About its needs: without the database it can do nothing, without the bus almost everything.

    `weeks_ahead` under 2 is a warning: beat does not make the log's weeks.
    """
    (has_database, weeks), has_bus = await asyncio.gather(_database(), _bus())
    answer = {"ready": has_database, "database": has_database, "bus": has_bus, "weeks_ahead": weeks}
    return JsonResponse(answer, status=HTTPStatus.OK if has_database else HTTPStatus.SERVICE_UNAVAILABLE)


async def _database() -> tuple[bool, int]:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return True, await count_weeks_ahead(db.reader)
    except (Unavailable, TimeoutError):
        return False, 0


async def _bus() -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return bool(await bus.client().ping())  # pyright: ignore[reportGeneralTypeIssues]
    except (RedisError, OSError, TimeoutError):
        return False
