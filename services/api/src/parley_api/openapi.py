"""The description of the API, as OpenAPI 3.1: what django-modern-rest makes of the endpoints, and their problems."""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from dmr.openapi import OpenAPIConfig, build_schema
from dmr.openapi.collector import controller_mapping_collector

from parley.errors import (
    Busy,
    Changed,
    Invalid,
    KeyReused,
    ParleyError,
    TooLarge,
    Unauthenticated,
    Unavailable,
    WrongOrigin,
)
from parley_api.controller import ApiController
from parley_api.errors import (
    HeadTooLarge,
    Internal,
    MalformedJson,
    MalformedRequest,
    NotAcceptable,
    TooSlow,
    UnsupportedMedia,
)
from parley_api.given import VERSION
from parley_api.problem import MEDIA_TYPE, Problem
from parley_api.routes import router

TITLE = "Parley"
_VERSION = "1"
_DESCRIPTION = (
    "The API of Parley. Browsers sign in by the session's cookie, programs by `Authorization: Bearer` with a token. "
    "Errors are `application/problem+json` (RFC 9457) with a stable `code`. Lists page by `cursor`, messages by `seq`."
)
_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "parley_session"},
    "token": {"type": "http", "scheme": "bearer"},
}
# A body is read, and an address decoded, before it is known what they are for.
_EVERYWHERE = (
    Internal,
    Invalid,
    MalformedRequest,
    NotAcceptable,
    TooSlow,
    TooLarge,
    HeadTooLarge,
    Busy,
    Unavailable,
)
_WORKSPACE = {
    "name": "Parley-Workspace",
    "in": "header",
    "description": "Another workspace of the same account.",
    "schema": {"type": "string", "format": "uuid"},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repeat with the same key gets the first answer again, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The `version` that the change was made from; 412 if it has moved since.",
    "schema": {"type": "string", "pattern": VERSION},
}


@cache
def document() -> bytes:
    """openapi.json: the same bytes from the same code. It takes a fifth of a second to make."""
    return json.dumps(_described(), indent=1, ensure_ascii=False).encode() + b"\n"


def problems_of(
    controller: type[ApiController], method: str, operation: dict[str, Any]
) -> list[type[ParleyError]]:
    """All errors that an operation may answer with: its own, and those of every such operation."""
    function = controller.api_endpoints[method].func
    errors: list[type[ParleyError]] = [*_EVERYWHERE, *getattr(function, "__refuses__", ())]
    is_open = method in controller.open_to_all
    if not is_open:
        errors += [Unauthenticated]
    if "requestBody" in operation:
        errors += [MalformedJson, UnsupportedMedia]
    if method != "GET":
        errors += [WrongOrigin] if is_open else [WrongOrigin, KeyReused]
    if method == "PATCH":
        errors += [Changed]
    return list(dict.fromkeys(errors))


def operations() -> Iterator[tuple[str, str, type[ApiController]]]:
    """Path, method and controller of every operation."""
    for route, controller in controller_mapping_collector(router.urls, base_path=router.prefix):
        if controller is not None:
            for method in controller.api_endpoints:
                yield route.normalized_path, method, controller  # type: ignore[misc]


def _described() -> dict[str, Any]:
    config = OpenAPIConfig(title=TITLE, version=_VERSION, description=_DESCRIPTION)
    described: Any = json.loads(
        json.dumps(build_schema(router, config=config).convert(skip_validation=True), default=str)
    )
    for path, method, controller in operations():
        operation = described["paths"][path][method.lower()]
        for parameter in operation.get("parameters", []):
            _drop_null(parameter)
        for status, response in operation["responses"].items():
            _name_cookie(response)
            if status == str(HTTPStatus.NO_CONTENT.value):
                response.pop("content", None)  # there is none, and so no type of it
        _add_headers(operation, method, controller)
        _add_problems(operation, problems_of(controller, method, operation))
        operation["tags"] = [path.removeprefix("/api/v1/").split("/")[0]]
        operation["security"] = [] if method in controller.open_to_all else [{"session": []}, {"token": []}]
    components = described.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    schemas = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")[1]
    components["schemas"] = dict(sorted({**components.get("schemas", {}), **schemas}.items()))
    return described


def _drop_null(parameter: dict[str, Any]) -> None:
    """A parameter that may be left out is never sent as null: an address has no such value."""
    schema = parameter["schema"]
    choices = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if len(choices) == 1:
        parameter["schema"] = choices[0]


def _name_cookie(response: dict[str, Any]) -> None:
    """django-modern-rest 0.16 calls the header "Set-Cookie: parley_session", which no answer has."""
    headers = response.get("headers", {})
    for name in [each for each in headers if each.startswith("Set-Cookie: ")]:
        headers["Set-Cookie"] = headers.pop(name)


def _add_headers(operation: dict[str, Any], method: str, controller: type[ApiController]) -> None:
    if method in controller.open_to_all:
        return
    headers = [_WORKSPACE]
    if method != "GET":
        headers.append(_KEY)
    if method == "PATCH":
        headers.append(_IF_MATCH)
    operation["parameters"] = [*operation.get("parameters", []), *headers]


def _add_problems(operation: dict[str, Any], errors: list[type[ParleyError]]) -> None:
    by_status: defaultdict[int, list[type[ParleyError]]] = defaultdict(list)
    for error in errors:
        by_status[error.status].append(error)
    for status, those in sorted(by_status.items()):
        those.sort(key=lambda error: error.code)
        codes = {"properties": {"code": {"enum": [error.code for error in those]}}}
        response: dict[str, Any] = {
            "description": " ".join(f"`{error.code}`: {error.title}." for error in those),
            "content": {MEDIA_TYPE: {"schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, codes]}}},
        }
        if status in (429, 503):
            response["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
        operation["responses"][str(status)] = response
    operation["responses"] = dict(sorted(operation["responses"].items()))
