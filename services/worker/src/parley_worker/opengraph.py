"""What a page says of itself in its head: Open Graph, Twitter's cards, or plain HTML."""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from parley_worker.charsets import decode

MAX_BYTES: Final = 256 * 1024
_MAX_TITLE = 300
_MAX_DESCRIPTION = 600
_MAX_SITE_NAME = 100
_ENOUGH = 8  # times the longest, before spaces are collapsed: a page may be nothing but its title

_HTML = ("text/html", "application/xhtml+xml")
# The first of these that says something wins; `<title>` comes last of all.
_TITLE = ("og:title", "twitter:title")
_DESCRIPTION = ("og:description", "twitter:description", "description")
_SITE_NAME = ("og:site_name",)
_WANTED = frozenset((*_TITLE, *_DESCRIPTION, *_SITE_NAME))
# They turn the text around them, so that a title could pose as another.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Preview:
    """One line of text each, "" where the page says nothing; never without a title."""

    url: str
    title: str
    description: str
    site_name: str


def read_preview(url: str, body: bytes, content_type: str | None, charset: str | None) -> Preview | None:
    """The preview of the page `body` that came from `url`; None for what is no HTML or has no title.

    Reads up to the end of the head, 256 KiB at most. Never raises, whatever `body` holds.
    """
    if content_type is not None and content_type.partition(";")[0].strip().lower() not in _HTML:
        return None
    head = _Head()
    head.read(decode(body[:MAX_BYTES], charset))
    title = head.first(_TITLE, _MAX_TITLE) or _clean(head.title, _MAX_TITLE)
    if not title:
        return None
    return Preview(
        url=url,
        title=title,
        description=head.first(_DESCRIPTION, _MAX_DESCRIPTION),
        site_name=head.first(_SITE_NAME, _MAX_SITE_NAME),
    )


class _HeadEnded(Exception):
    pass


class _Head(HTMLParser):
    """Collects the metas that are wanted, the first of each name, and the first title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._metas: dict[str, str] = {}
        self._is_in_title = False
        self._has_title = False

    def read(self, text: str) -> None:
        # In one piece, and without close(): what is left unfinished at the end is gone over again and again
        # there (54 s for 256 KiB of "<a" with Python 3.13.0), and again with each further piece.
        # The assertion is html.parser's, that it knows each word after "<![", and the ValueError int's, for a
        # character's number of 4,300 digits and more: then the head ends there.
        with suppress(_HeadEnded, AssertionError, ValueError):
            self.feed(text)

    def first(self, names: tuple[str, ...], longest: int) -> str:
        return next((text for name in names if (text := _clean(self._metas.get(name, ""), longest))), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            raise _HeadEnded
        if tag == "title":
            self._is_in_title = not self._has_title
        elif tag == "meta":
            self._keep(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            raise _HeadEnded
        if tag == "title" and self._is_in_title:
            self._is_in_title, self._has_title = False, True

    def handle_data(self, data: str) -> None:
        if self._is_in_title and len(self.title) < _ENOUGH * _MAX_TITLE:
            self.title += data

    def _keep(self, attributes: dict[str, str | None]) -> None:
        # Open Graph says `property`, and half of the web says `name` all the same.
        for attribute in ("property", "name"):
            name = (attributes.get(attribute) or "").strip().lower()
            if name in _WANTED and not self._metas.get(name):
                self._metas[name] = attributes.get("content") or ""


def _clean(text: str, longest: int) -> str:
    """One line without control characters, cut to `longest` code points."""
    line = " ".join("".join(map(_printable, text[: _ENOUGH * longest])).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _printable(character: str) -> str:
    if character.isspace():
        return " "
    # Cc: control characters, which Postgres or a terminal would choke on; Cs: halves of a surrogate pair.
    is_unwanted = unicodedata.category(character) in ("Cc", "Cs") or character in _TURNING
    return "" if is_unwanted else character
