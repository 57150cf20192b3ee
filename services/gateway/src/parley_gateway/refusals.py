"""What a socket is refused beside what actions refuse, and how any refusal is told."""

from uuid import UUID

import structlog
from msgspec import UNSET

from parley.errors import Conflict, Invalid, ParleyError, RateLimited
from parley_gateway.frames import Error, ref_of

log = structlog.get_logger()


class HelloFirst(Conflict):
    code = "hello_first"
    title = "The socket has not begun"
    detail = "Say `hello` and wait for `welcome` before anything else."


class HelloTwice(Conflict):
    code = "hello_twice"
    title = "The socket has begun already"
    detail = "Open another socket to begin anew."


def refusal(error: BaseException, *, ref: str | None = None, id: UUID | None = None) -> Error:
    """The frame for an error of ours; anything else is a defect, logged and told without its insides."""
    if isinstance(error, RateLimited):
        detail = f"Wait {error.retry_after or 1} s, then try again with the same id."
    elif isinstance(error, Invalid) and error.errors and error.detail == Invalid.detail:
        detail = "; ".join(f"{fault['field']} {fault['message']}" for fault in error.errors) + "."
    elif isinstance(error, ParleyError):
        detail = error.detail
    else:
        log.error("gateway.defect", exc_info=error)
        return Error(ref=ref_of(ref), id=id or UNSET, code="internal", detail=ParleyError.detail)
    return Error(ref=ref_of(ref), id=id or UNSET, code=error.code, detail=detail)
