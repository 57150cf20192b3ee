"""The cookie that a browser signs in by."""

from typing import Any

from django.conf import settings
from dmr.cookies import CookieSpec, NewCookie


def _attributes() -> dict[str, Any]:
    return {
        "path": "/",
        "httponly": True,
        "samesite": "Lax",
        "secure": settings.SESSION_COOKIE_SECURE,
    }


NAME = settings.SESSION_COOKIE_NAME
# What openapi.json says of it, and what tests hold the answers to.
SET = {
    NAME: CookieSpec(
        max_age=settings.SESSION_COOKIE_AGE, description="Signs the browser in.", **_attributes()
    )
}
CLEARED = {NAME: CookieSpec(max_age=0, required=False, description="Signs the browser out.", **_attributes())}


def sign_in(key: str) -> dict[str, NewCookie]:
    return {NAME: NewCookie(value=key, max_age=settings.SESSION_COOKIE_AGE, **_attributes())}


def sign_out() -> dict[str, NewCookie]:
    return {NAME: NewCookie(value="", max_age=0, **_attributes())}
