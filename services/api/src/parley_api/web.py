"""The built web client: its page for every path that nothing else takes, and the headers that every page bears."""

from pathlib import Path
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from parley import config
from parley.errors import NotFound
from parley_api import files
from parley_api.errors import MethodNotAllowed
from parley_api.files import READ, View

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def load_sync(root: Path) -> dict[str, files.File]:
    """The built web client's files. Raises ConfigError where there is no page."""
    found = files.load_sync(root)
    if "index.html" not in found:
        raise config.ConfigError(
            [f"PARLEY_WEB_ROOT: {root} holds no index.html; build the web client first."]
        )
    return found


def content_policy(settings: config.Config) -> str:
    """Nothing from elsewhere, nothing inline; the socket's address is the one exception."""
    socket = urlsplit(settings.ws_url)
    rules = (
        "default-src 'self'",
        f"connect-src 'self' {socket.scheme}://{socket.netloc}",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
    return "; ".join(rules)


def protect(response: HttpResponse, settings: config.Config) -> HttpResponse:
    """The headers that every page bears."""
    response.headers["Content-Security-Policy"] = content_policy(settings)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def serve(built: dict[str, files.File], settings: config.Config) -> View:
    """The view of all paths that nothing else takes: a file by its name, else the page, which has its own routes."""

    async def view(request: HttpRequest, path: str = "") -> HttpResponse:
        found = built.get(path)
        if found is None and (path.startswith(("api/", "assets/")) or path == "api"):
            raise NotFound("There is no such path.")  # whatever the method
        if request.method != "GET":
            raise MethodNotAllowed(READ)
        found = found or built["index.html"]
        if found.media_type.startswith("text/html") and (elsewhere := _public_address(request, settings)):
            return HttpResponseRedirect(elsewhere)
        response = files.respond(request, found)
        return protect(response, settings) if found.media_type.startswith("text/html") else response

    return view


def _public_address(request: HttpRequest, settings: config.Config) -> str | None:
    """Where a page is that was asked for by another loopback name: there its cookie and its Origin hold."""
    public = urlsplit(settings.public_url)
    try:
        asked = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    except ValueError:
        return None
    if public.hostname not in _LOOPBACK or asked not in _LOOPBACK or asked == public.hostname:
        return None
    return f"{public.scheme}://{public.netloc}{request.get_full_path()}"
