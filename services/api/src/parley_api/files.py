"""Files that are read once at the start and served from memory: the built web client, and the admin's."""

import hashlib
import mimetypes
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from parley import config
from parley.errors import NotFound
from parley_api.errors import MethodNotAllowed

View = Callable[..., Coroutine[Any, Any, HttpResponse]]
READ = ["GET", "HEAD"]

# Vite puts a hash of the content into the names of what it bundles: such a file never changes.
_HASHED = re.compile(r"assets/.+-[\w-]{8,}\.\w+")
_FOREVER = "public, max-age=31536000, immutable"
_MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    media_type: str
    etag: str
    cache: str


def load_sync(root: Path) -> dict[str, File]:
    """All files under `root` by their path. Only what is in this table is served, so no path leads outside."""
    files: dict[str, File] = {}
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
        files[name] = File(content, media_type, etag, _FOREVER if _HASHED.fullmatch(name) else "no-cache")
    return files


def serve(files: dict[str, File]) -> View:
    """The view of exactly these files."""

    async def view(request: HttpRequest, path: str) -> HttpResponse:
        found = files.get(path)
        if found is None:
            raise NotFound("There is no such path.")
        if request.method != "GET":
            raise MethodNotAllowed(READ)
        return respond(request, found)

    return view


def respond(request: HttpRequest, file: File) -> HttpResponse:
    """The file, or 304 for who has it."""
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    if known == "*" or file.etag in [each.strip().removeprefix("W/") for each in known.split(",")]:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["ETag"] = file.etag
    response.headers["Cache-Control"] = file.cache
    return response
