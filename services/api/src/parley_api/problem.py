"""Errors as application/problem+json (RFC 9457): the one place where the API renders them."""

import msgspec
from django.http import HttpResponse

from parley.errors import Invalid, ParleyError, Unauthenticated
from parley_api.errors import MethodNotAllowed, TooSlow

MEDIA_TYPE = "application/problem+json"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a field."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is stable; `detail` says how to mend it; `request_id` is the one of the log."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[Fault] | msgspec.UnsetType = msgspec.UNSET


_encoder = msgspec.json.Encoder()


def respond(error: ParleyError, request_id: str) -> HttpResponse:
    """The error as a response, with the headers that its kind calls for."""
    faults = error.errors if isinstance(error, Invalid) else []
    problem = Problem(
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail,
        request_id=request_id,
        errors=[Fault(each["field"], each["message"]) for each in faults] or msgspec.UNSET,
    )
    response = HttpResponse(_encoder.encode(problem), content_type=MEDIA_TYPE, status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    elif error.status in (429, 503):
        response["Retry-After"] = "1"
    if isinstance(error, Unauthenticated):
        response["WWW-Authenticate"] = 'Bearer realm="parley"'
    if isinstance(error, TooSlow):
        response["Connection"] = "close"  # what is still to come is no request
    if isinstance(error, MethodNotAllowed):
        response["Allow"] = ", ".join(error.allowed)
    return response
