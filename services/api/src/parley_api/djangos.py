"""Django's own handler, for the admin: bounded in what it is sent and logged as the lean one is."""

from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from parley.errors import ParleyError
from parley_api import problem
from parley_api.handler import LeanHandler, Receive, Send, read_body
from parley_api.requestlog import Entry


class DjangosHandler:
    """By itself it spools a body of any length to the disk, before it knows who sends it."""

    def __init__(self, route: str) -> None:
        self._route = route
        self._handler = ASGIHandler()
        self._lean = LeanHandler([])

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        entry = Entry.of(scope)
        entry.route = self._route
        status = 499

        async def noting(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", entry.request_id.encode()))
            await send(message)

        with entry.bound():
            try:
                body = await read_body(scope, receive)
            except ParleyError as error:
                entry.code, status = error.code, error.status
                await self._lean.finish(scope, problem.respond(error, entry.request_id), send)
            except RequestAborted:
                pass
            else:
                await self._handler(scope, _again(body, receive), noting)
            entry.close(status)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body once more, then what the server says."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Any:
        return waiting.pop() if waiting else await receive()

    return give
