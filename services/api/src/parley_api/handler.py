"""The lean handler: Django's requests, views and responses without its middleware, its signals and its threads.

An empty request costs a fraction of what it does through Django's own handler (docs/async-django.md has the measured
one), which keeps serving the admin.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any

import structlog
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpResponse, HttpResponseBase
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

from parley.errors import Invalid, NotFound, ParleyError, TooLarge
from parley_api import problem
from parley_api.errors import Internal, TooSlow
from parley_api.requestlog import Entry

log = structlog.get_logger()

MAX_BODY = 1 << 20
BODY_SECONDS = 30.0

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class LeanHandler(ASGIHandler):
    """Serves `urls`, whose views are all asynchronous and need no middleware."""

    def __init__(self, urls: list[Any]) -> None:  # without super(): that loads the middleware
        self._resolver = URLResolver(RegexPattern(r"^/"), urls)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        entry = Entry.of(scope)
        with entry.bound():
            try:
                response = await self._answer(scope, receive, entry)
            except RequestAborted:
                entry.close(499)
                return
            await self.finish(scope, response, send)
            entry.close(response.status_code)

    async def _answer(self, scope: dict[str, Any], receive: Receive, entry: Entry) -> HttpResponseBase:
        """Whatever happens is an answer: what nobody foresaw is logged, and told to nobody."""
        try:
            body = await read_body(scope, receive)
            request = self._request(scope, body)
            return await self._respond(request, entry)
        except ParleyError as error:
            entry.code = error.code
            return problem.respond(error, entry.request_id)
        except RequestAborted:
            raise
        except Exception:
            log.error("request.failed", route=entry.route, method=entry.method, exc_info=True)
            entry.code = Internal.code
            return problem.respond(Internal(), entry.request_id)

    def _request(self, scope: dict[str, Any], body: bytes) -> ASGIRequest:
        try:
            request = ASGIRequest(scope, BytesIO(body))
        except UnicodeDecodeError:
            raise Invalid("The address is not valid UTF-8.") from None
        request._body = body  # it was read within our bound; what Django would read again is the same
        if request.method == "HEAD":
            request.method = "GET"  # the same answer, whose body is left out at the end
        return request

    async def _respond(self, request: ASGIRequest, entry: Entry) -> HttpResponseBase:
        try:
            match = request.resolver_match = self._resolver.resolve(request.path_info)
        except Resolver404:
            raise NotFound("There is no such path.") from None
        entry.route = match.url_name or "/" + match.route.removeprefix("^/")
        try:
            return await match.func(request, *match.args, **match.kwargs)
        finally:
            actor = getattr(request, "actor", None)
            entry.user = actor.user_id if actor is not None else None

    async def finish(self, scope: dict[str, Any], response: HttpResponseBase, send: Send) -> None:
        """Send it, with the headers that every answer bears."""
        entry_id = structlog.contextvars.get_contextvars()["request_id"]
        response.headers["X-Request-ID"] = entry_id
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        if isinstance(response, HttpResponse):
            if response.status_code not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
                response.headers["Content-Length"] = str(len(response.content))
            else:
                response.headers.pop("Content-Type", None)
            if scope["method"] == "HEAD":
                response.content = b""
        await self.send_response(response, send)


async def read_body(scope: dict[str, Any], receive: Receive, *, bound: int = MAX_BODY) -> bytes:
    """The whole body. Raises TooLarge before more than `bound` bytes are held, TooSlow, and RequestAborted."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > bound):
            raise TooLarge(f"A request has at most {bound:,} bytes.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _gather(receive, bound)
    except TimeoutError:
        raise TooSlow from None


async def _gather(receive: Receive, bound: int) -> bytes:
    parts = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        part = message.get("body", b"")
        size += len(part)
        if size > bound:
            raise TooLarge(f"A request has at most {bound:,} bytes.")
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
