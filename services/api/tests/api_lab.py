"""Django's AsyncClient in front of the real application, and a judge of what it answers."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.test import AsyncClient
from django.test.client import FakePayload

from parley import config, db
from parley.actor import Actor
from parley.ids import new_id
from parley.policies.session import auth_hash
from parley.writes.session import Device, Started, insert_session
from parley_api.controller import ApiController

# Before any endpoint is imported: what they return is held against what they say they return.
ApiController.validate_responses = True

from parley_api.application import Application  # noqa: E402
from parley_api.openapi import document  # noqa: E402

__all__ = ["Answered", "Application", "Client", "id_of", "message", "start_session_of"]

_PASSWORD = db.statement("select password from account where id = %(id)s", db.value)
DESCRIBED = json.loads(document())
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, taken apart."""

    status: int
    body: Any
    headers: dict[str, str]
    cookies: Any

    @property
    def code(self) -> str | None:
        """Of a problem."""
        return self.body.get("code") if isinstance(self.body, dict) else None


class InProcess:
    """Hands AsyncClient's scope to the application, as a server would, and gathers what it sends."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any]) -> HttpResponse:
        body_file = scope.pop("_body_file", None) or FakePayload("")
        body = body_file.read()
        # A header that is given takes the place of the factory's own: of two hosts there is one.
        scope["headers"] = [(name, value) for name, value in dict(scope["headers"]).items() if value]
        scope["query_string"] = (
            scope["query_string"].encode()
            if isinstance(scope["query_string"], str)
            else scope["query_string"]
        )
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._application(dict(scope), receive, send)
        response = HttpResponse(
            b"".join(each.get("body", b"") for each in sent[1:]), status=sent[0]["status"]
        )
        del response.headers["Content-Type"]
        for name, value in sent[0]["headers"]:
            if name.lower() == b"set-cookie":
                response.cookies.load(value.decode())
            else:
                response.headers[name.decode()] = value.decode("latin1")
        response.asgi_request = ASGIRequest({**scope}, FakePayload(""))
        return response


class Client(AsyncClient):
    """A person's browser, or a program with `token`. Holds each answer against openapi.json."""

    def __init__(self, application: Any, *, token: str | None = None, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.handler = InProcess(application)
        self._token = token

    async def ask(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> Answered:
        """`path` below /api/v1; headers by name with _ for -; a browser's Origin comes by itself."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self._token is not None:
            given.setdefault("Authorization", f"Bearer {self._token}")
        elif method not in ("GET", "HEAD", "OPTIONS"):
            given.setdefault("Origin", config.current().public_url)
        content = raw if raw is not None else json.dumps(body).encode() if body is not None else b""
        content_type = given.pop("Content-Type", JSON)
        where = path if path.startswith("//") else f"/api/v1{path}"
        response = await self.generic(
            method,
            where.replace("//", "/", 1),
            content,
            content_type,
            headers={name: value for name, value in given.items() if value},
        )
        kind = response.headers.get("Content-Type", "")
        parsed = (
            json.loads(response.content) if "json" in kind and response.content else response.content.decode()
        )
        answer = Answered(response.status_code, parsed, dict(response.headers), response.cookies)
        if where.startswith("/api/v1") and method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            require_described(method, where.partition("?")[0], answer)
        return answer


def require_described(method: str, path: str, answer: Answered) -> None:
    """That openapi.json names this status for the operation, and for a problem its code."""
    operation = find_operation(method, path)
    if operation is None:
        assert answer.status in (404, 405), f"{method} {path} is not described"
        return
    described = operation["responses"].get(str(answer.status))
    assert described is not None, f"{method} {path}: {answer.status} {answer.code} is not described"
    if answer.status >= 400:
        schema = described["content"]["application/problem+json"]["schema"]
        assert answer.code in schema["allOf"][1]["properties"]["code"]["enum"], (
            f"{method} {path}: {answer.code} is not described"
        )
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.body) - {"errors"} == {"type", "title", "status", "code", "detail", "request_id"}


def find_operation(method: str, path: str) -> dict[str, Any] | None:
    parts = path.split("/")
    for template, item in DESCRIBED["paths"].items():
        wanted = template.split("/")
        if len(wanted) == len(parts) and all(
            w == p or w.startswith("{") for w, p in zip(wanted, parts, strict=True)
        ):
            return item.get(method.lower())
    return None


DEVICE = Device(agent="a test", address="127.0.0.1")


async def start_session_of(actor: Actor) -> Started:
    """Sign a person in without their password, which costs tens of milliseconds to check."""
    assert actor.account_id is not None
    password: Any = await db.reader.one(_PASSWORD, id=actor.account_id)
    async with db.transaction() as tx:
        return await insert_session(
            tx,
            account_id=actor.account_id,
            user_id=actor.user_id,
            auth_hash=auth_hash(password),
            device=DEVICE,
        )


def message(body: str = "hello", **more: Any) -> dict[str, Any]:
    """A message's body as a client sends it."""
    return {"id": str(new_id()), "body": body, **more}


def id_of(actor: Actor) -> str:
    return str(actor.user_id)
