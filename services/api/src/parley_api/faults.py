"""What django-modern-rest and msgspec complain of, as errors of ours."""

import re
from http import HTTPStatus

import msgspec
from dmr.exceptions import NotAcceptableError, RequestSerializationError, ValidationError

from parley.errors import Invalid, ParleyError
from parley_api.errors import MalformedJson, NotAcceptable, UnsupportedMedia

# msgspec 0.22: "Expected `str`, got `int` - at `$.parsed_body.name`", "Object missing required field `name`".
_WHERE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_NAMED = re.compile(r"field `(?P<name>[^`]*)`")
_COMPONENTS = ("parsed_body", "parsed_query", "parsed_path")


def translate(error: Exception, *, content_type: str | None) -> ParleyError | None:
    """The error to answer with, or None for what is none of the caller's."""
    match error:
        case ParleyError():
            return error
        case NotAcceptableError():
            return NotAcceptable()
        case RequestSerializationError() if content_type != "application/json":
            return UnsupportedMedia()
        case RequestSerializationError() | RecursionError():
            return MalformedJson()
        case ValidationError() if error.status_code == HTTPStatus.BAD_REQUEST:
            return Invalid(errors=[_fault(str(each["msg"])) for each in error.payload])
        case msgspec.ValidationError():
            return Invalid(errors=[_fault(str(error))])
        case _:
            return None


def _fault(message: str) -> dict[str, str]:
    """The field, as a path with dots ("" for the whole body), and what is wrong with it."""
    path = ""
    if found := _WHERE.search(message):
        path, message = found["path"].lstrip("."), message[: found.start()]
        first, _, rest = path.partition(".")
        path = rest if first in _COMPONENTS else path
    if found := _NAMED.search(message):
        path = f"{path}.{found['name']}".lstrip(".")
        if message.startswith("Object missing"):
            message = "is missing"
        elif message.startswith("Object contains unknown"):
            message = "is not known here"
    return {"field": path, "message": message[:1].lower() + message[1:]}
