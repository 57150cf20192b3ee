"""The base of all endpoints: who asks, once or again, and what an answer looks like."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac
from dmr import Controller
from dmr.endpoint import Endpoint
from dmr.plugins.msgspec import MsgspecJsonRenderer, MsgspecSerializer

from parley.actions.request.answer_once import Answer, answer_once
from parley.actor import Actor
from parley.errors import ParleyError
from parley_api import given, writers
from parley_api.credentials import SAFE, authenticate, require_own_page
from parley_api.errors import MethodNotAllowed
from parley_api.faults import translate
from parley_api.sealed import seal, unseal
from parley_api.touches import touches


def refuses(*errors: type[ParleyError]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say which errors of its own an endpoint answers with: for openapi.json, and a test holds it to that."""

    def note(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__refuses__ = errors  # type: ignore[attr-defined]
        return function

    return note


class ApiController(Controller[MsgspecSerializer]):
    """Errors leave it as exceptions: the handler renders them, whoever raised them."""

    is_abstract = True
    parsers = (given.StrictJsonParser(),)
    renderers = (MsgspecJsonRenderer(),)
    auth = None
    throttling = None
    responses = None
    validate_responses = False  # tests turn it on
    validate_negotiation = False
    semantic_responses = False
    semantic_auth = False
    # Methods that ask for no sign-in.
    open_to_all: ClassVar[frozenset[str]] = frozenset()
    # Methods whose id is the key: a repeat is known by it, and nothing is kept.
    keyed_by_id: ClassVar[frozenset[str]] = frozenset()
    # Answers hold a secret: what is kept of them for repeats is encrypted.
    answers_secrets: ClassVar[bool] = False

    actor: Actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._serve(request)

    @classmethod
    def allowed(cls) -> list[str]:
        methods = set(cls.api_endpoints)
        return sorted(methods | ({"HEAD"} if "GET" in methods else set()) | {"OPTIONS"})

    async def _serve(self, request: HttpRequest) -> HttpResponseBase:
        method = request.method or ""
        endpoint = self.api_endpoints.get(method)
        if endpoint is None:
            if method == "OPTIONS":
                response = HttpResponse(status=HTTPStatus.NO_CONTENT)
                response["Allow"] = ", ".join(self.allowed())
                return response
            raise MethodNotAllowed(self.allowed())
        if method in self.open_to_all:
            require_own_page(request)
            return await self._call(endpoint)
        signed_in = await authenticate(request)
        self.actor = request.actor = signed_in.actor  # type: ignore[attr-defined]
        touches().note(signed_in)
        if method in SAFE or method in self.keyed_by_id:
            return await self._call(endpoint)
        async with writers.turn(self.actor.user_id):
            key = given.key_of(request)
            return await (self._call(endpoint) if key is None else self._call_once(endpoint, key))

    def _call(self, endpoint: Endpoint) -> Awaitable[HttpResponse]:
        given.require_single_parameters(self.request)
        return endpoint.func(self)  # type: ignore[return-value]

    async def _call_once(self, endpoint: Endpoint, key: str) -> HttpResponseBase:
        """The first answer again where the key was used; else the write and its answer, committed together."""
        made: list[HttpResponse] = []

        async def make() -> Answer:
            response = await self._call(endpoint)
            made.append(response)
            text = response.content.decode()
            return Answer(response.status_code, seal(text) if self.answers_secrets else text)

        answer = await answer_once(actor=self.actor, key=key, digest=self._digest(), make=make)
        if made and not answer.is_repeat:
            return made[-1]
        text = unseal(answer.text) if self.answers_secrets else answer.text
        return HttpResponse(text, content_type="application/json", status=answer.status)

    def _digest(self) -> bytes:
        """What a repeat with the same key must have asked for.

        Keyed, for a body may hold a password: by a plain hash whoever has the table could try a billion a second.
        """
        parts = (self.request.method or "", self.request.get_full_path(), str(self.actor.workspace_id))
        asked = "\n".join(parts).encode() + b"\n" + self.request.body
        return salted_hmac("parley.once", asked, algorithm="sha256").digest()

    async def handle_async_error(
        self, endpoint: Endpoint, controller: "Controller[MsgspecSerializer]", exc: Exception
    ) -> HttpResponse:
        """What dmr caught goes on to the handler, in our words where it has any."""
        translated = translate(exc, content_type=self.request.content_type)
        raise translated or exc

    def if_match(self) -> int | None:
        """The version that a PATCH was made from, where it says one: If-Match: "12". Raises Invalid."""
        return given.if_match(self.request)
