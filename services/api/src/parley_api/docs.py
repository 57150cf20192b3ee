"""openapi.json, and a page to browse it that loads nothing from elsewhere."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from parley import config
from parley_api.openapi import document
from parley_api.web import View, protect

_PAGES = Path(__file__).parent / "pages"


def urls(settings: config.Config) -> list[Any]:
    """Rendered once, at the start."""
    page = _file("text/html; charset=utf-8", (_PAGES / "docs.html").read_bytes(), settings)
    return [
        path("api/v1/openapi.json", _file("application/json", document(), settings)),
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


def _file(media_type: str, content: bytes, settings: config.Config) -> View:
    async def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content, content_type=media_type)
        response.headers["Cache-Control"] = "no-cache"
        return protect(response, settings)

    return view
