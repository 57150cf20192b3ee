"""Who asks: by a token, or by a session's cookie and a page of ours."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from parley import config, db
from parley.errors import Invalid, Unauthenticated, WrongOrigin
from parley.ids import find_id
from parley.policies.session import is_current
from parley.queries.actor import SignedIn, find_by_session, find_by_token
from parley.sessions import hash_key

SAFE = ("GET", "HEAD", "OPTIONS")


async def authenticate(request: HttpRequest) -> SignedIn:
    """By `Authorization: Bearer`, else by the cookie. Raises Unauthenticated, WrongOrigin, Invalid."""
    workspace = _workspace(request)
    authorization = request.META.get("HTTP_AUTHORIZATION")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("Send a token as `Authorization: Bearer`.")
        found = await find_by_token(db.reader, token=token.strip(), workspace=workspace)
    else:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if not key:
            raise Unauthenticated
        require_own_page(request)
        found = await find_by_session(db.reader, key_hash=hash_key(key), workspace=workspace)
    if found is None or not is_current(found):
        raise Unauthenticated
    return found


def require_own_page(request: HttpRequest) -> None:
    """A browser sends the cookie whoever asks it to: what changes something must come from a page of ours.

    Without a cookie there is nothing to abuse, except that a sign-in from elsewhere would set one.
    """
    if request.method in SAFE:
        return
    origin = request.META.get("HTTP_ORIGIN")
    if origin is not None:
        if origin != _public_origin():
            raise WrongOrigin
    elif (
        request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        and request.META.get("HTTP_SEC_FETCH_SITE") != "same-origin"
    ):
        raise WrongOrigin


def _public_origin() -> str:
    public = urlsplit(config.current().public_url)
    return f"{public.scheme}://{public.netloc}"


def _workspace(request: HttpRequest) -> UUID | None:
    given = request.META.get("HTTP_PARLEY_WORKSPACE")
    if given is None:
        return None
    found = find_id(given)
    if found is None:
        fault = {"field": "Parley-Workspace", "message": "is not an id"}
        raise Invalid("The header Parley-Workspace names a workspace by its id.", errors=[fault])
    return found
