"""What only HTTP can get wrong; the rest of the tree is parley.errors."""

from parley.errors import Invalid, ParleyError


class MalformedJson(Invalid):
    code = "malformed_json"
    title = "The body is not JSON"
    detail = "Send one JSON object, encoded as UTF-8."


class MalformedRequest(Invalid):
    code = "malformed_request"
    title = "This is not HTTP"
    detail = "The server could not read the request: send it as RFC 9112 has it."


class TooSlow(ParleyError):
    code = "too_slow"
    status = 408
    title = "The request came too slowly"
    detail = "Send its headers within 20 seconds and its body within 30 more."
    retryable = True


class HeadTooLarge(ParleyError):
    code = "head_too_large"
    status = 431
    title = "The address and the headers are too long"
    detail = "They have at most 64 KiB together: send fewer cookies or a shorter address."


class MethodNotAllowed(ParleyError):
    code = "method_not_allowed"
    status = 405
    title = "The method is not allowed here"
    detail = "Use one of those that the header Allow names."

    def __init__(self, allowed: list[str]) -> None:
        super().__init__()
        self.allowed = allowed


class NotAcceptable(ParleyError):
    code = "not_acceptable"
    status = 406
    title = "No such representation"
    detail = "Answers are application/json: name it in the header Accept, or leave the header out."


class UnsupportedMedia(ParleyError):
    code = "unsupported_media"
    status = 415
    title = "The body's type is not supported"
    detail = "Send application/json."


class Internal(ParleyError):
    code = "internal"
    status = 500
    title = "Something went wrong on our side"
    detail = "Try again; if it stays so, tell whoever runs this server and name the request_id."
    retryable = True
