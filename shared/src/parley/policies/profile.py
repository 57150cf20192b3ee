"""What names, handles, e-mail addresses and passwords may be."""

import re
from functools import cache
from importlib.resources import files

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from parley.errors import Invalid

_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?")
_LONGEST_EMAIL = 254
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_line(field: str, text: str, *, longest: int) -> str:
    """One line of text, trimmed: not empty, no control characters, no overrides of direction."""
    line = " ".join(text.split())
    if not line:
        raise Invalid(errors=[{"field": field, "message": "is empty"}])
    if len(line) > longest:
        raise Invalid(errors=[{"field": field, "message": f"has more than {longest} characters"}])
    if _CONTROL.search(line) or any("\ud800" <= each <= "\udfff" for each in line):
        raise Invalid(errors=[{"field": field, "message": "holds characters that can't be shown"}])
    return line


def clean_handle(handle: str) -> str:
    """A handle in lower case: letters a to z, digits, and . _ - inside."""
    cleaned = handle.strip().lower().removeprefix("@")
    if not _HANDLE.fullmatch(cleaned):
        message = "must have 1 to 32 letters (a to z), digits, dots, hyphens or underscores, and begin and end plain"
        raise Invalid(errors=[{"field": "handle", "message": message}])
    if cleaned in ("channel", "here", "everyone", "me"):
        raise Invalid(errors=[{"field": "handle", "message": "is a word with a meaning of its own"}])
    return cleaned


def clean_title(title: str) -> str:
    """What somebody is or does, in a line; or nothing."""
    return clean_line("title", title, longest=100) if title.strip() else ""


@cache
def _time_zones() -> frozenset[str]:
    """The names that IANA's database has, by the package and not by what the machine may have of it."""
    return frozenset(files("tzdata").joinpath("zones").read_text().split())


def check_time_zone(name: str | None) -> str | None:
    """A name such as Europe/Berlin, or None for what nobody has said. Raises Invalid."""
    if name is not None and name not in _time_zones():
        raise Invalid(errors=[{"field": "time_zone", "message": "is no time zone that IANA knows"}])
    return name


def clean_email(email: str) -> str:
    cleaned = email.strip().lower()
    if len(cleaned) > _LONGEST_EMAIL:  # Django's validator lets 320 pass, its field holds 254
        raise Invalid(errors=[{"field": "email", "message": f"has more than {_LONGEST_EMAIL} characters"}])
    try:
        validate_email(cleaned)
    except ValidationError:
        raise Invalid(errors=[{"field": "email", "message": "is not an e-mail address"}]) from None
    return cleaned


def require_good_password_sync(password: str) -> None:
    """Django's validators; blocking, for the first call reads the list of common passwords."""
    if len(password) > 256 or _UNFIT.search(password):
        message = "has more than 256 characters, or some that no text has"
        raise Invalid(errors=[{"field": "password", "message": message}])
    try:
        validate_password(password)
    except ValidationError as fault:
        raise Invalid(errors=[{"field": "password", "message": " ".join(fault.messages)}]) from None
