"""The built web client: a few files, read once at the start and served from memory."""

import hashlib
import mimetypes
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from parley import config
from parley.errors import NotFound
from parley_api.errors import MethodNotAllowed

View = Callable[..., Coroutine[Any, Any, HttpResponse]]

# Vite puts a hash of the content into the names of what it bundles: such a file never changes.
_HASHED = re.compile(r"assets/.+-[\w-]{8,}\.\w+")
_FOREVER = "public, max-age=31536000, immutable"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class WebFile:
    content: bytes
    media_type: str
    etag: str
    cache: str


def load_sync(root: Path) -> dict[str, WebFile]:
    """All files under `root` by their path. Only what is in this table is served, so no path leads outside."""
    files: dict[str, WebFile] = {}
    size = 0
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name, content = path.relative_to(root).as_posix(), path.read_bytes()
        size += len(content)
        if size > _MOST_BYTES:
            raise config.ConfigError([f"PARLEY_WEB_ROOT: {root} holds more than a built web client has."])
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if media_type.startswith("text/") or media_type == "application/javascript":
            media_type += "; charset=utf-8"
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        files[name] = WebFile(content, media_type, etag, _FOREVER if _HASHED.fullmatch(name) else "no-cache")
    if "index.html" not in files:
        raise config.ConfigError(
            [f"PARLEY_WEB_ROOT: {root} holds no index.html; build the web client first."]
        )
    return files


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


def serve(files: dict[str, WebFile], settings: config.Config) -> View:
    """The view of all paths that nothing else takes: a file by its name, else the page, which has its own routes."""

    async def view(request: HttpRequest, path: str = "") -> HttpResponse:
        found = files.get(path)
        if found is None and (path.startswith(("api/", "assets/")) or path == "api"):
            raise NotFound("There is no such path.")  # whatever the method
        if request.method != "GET":
            raise MethodNotAllowed(["GET", "HEAD"])
        found = found or files["index.html"]
        if found.media_type.startswith("text/html") and (elsewhere := _public_address(request, settings)):
            return HttpResponseRedirect(elsewhere)
        response = _respond(request, found)
        return protect(response, settings) if found.media_type.startswith("text/html") else response

    return view


def _respond(request: HttpRequest, file: WebFile) -> HttpResponse:
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    if known == "*" or file.etag in [each.strip().removeprefix("W/") for each in known.split(",")]:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["ETag"] = file.etag
    response.headers["Cache-Control"] = file.cache
    return response


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
