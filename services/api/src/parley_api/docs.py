"""openapi.json, and a page to browse it that loads nothing from elsewhere."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from parley import config
from parley_api.errors import MethodNotAllowed
from parley_api.files import READ, View
from parley_api.openapi import document
from parley_api.web import protect

_PAGES = Path(__file__).parent / "pages"


def urls(settings: config.Config) -> list[Any]:
    """The pages; the description is rendered when it is first asked for, to keep a start short."""
    page = _file("text/html; charset=utf-8", (_PAGES / "docs.html").read_bytes(), settings)
    return [
        path("api/v1/openapi.json", _description(settings)),
        path("api/docs", page),
        path(
            "api/docs/docs.css",
            _file("text/css; charset=utf-8", (_PAGES / "docs.css").read_bytes(), settings),
        ),
        path(
            "api/docs/docs.js",
            _file("text/javascript; charset=utf-8", (_PAGES / "docs.js").read_bytes(), settings),
        ),
    ]


def _description(settings: config.Config) -> View:
    async def view(request: HttpRequest) -> HttpResponse:
        return await _file("application/json", document(), settings)(request)

    return view


def _file(media_type: str, content: bytes, settings: config.Config) -> View:
    async def view(request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            raise MethodNotAllowed(READ)
        response = HttpResponse(content, content_type=media_type)
        response.headers["Cache-Control"] = "no-cache"
        return protect(response, settings)

    return view
