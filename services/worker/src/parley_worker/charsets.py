"""The text of a page whose encoding is claimed in several places, and wrongly in some."""

import codecs
import re
from typing import Final

# Labels of the WHATWG's Encoding Standard, for the encodings that pages are still found in. A list, for
# `codecs.lookup` takes words that are no charset (zlib, idna, undefined) and remembers each it has not.
_LABELS: Final = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
    "utf-16-le": "utf-16 utf-16le",
    "utf-16-be": "utf-16be",
    "cp1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 l1 ascii us-ascii",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2",
    "iso8859-3": "iso-8859-3",
    "iso8859-4": "iso-8859-4",
    "iso8859-5": "iso-8859-5",
    "iso8859-6": "iso-8859-6",
    "iso8859-7": "iso-8859-7 greek",
    "iso8859-8": "iso-8859-8 iso-8859-8-i hebrew",
    "cp1254": "windows-1254 cp1254 iso-8859-9 latin5",
    "iso8859-10": "iso-8859-10",
    "iso8859-13": "iso-8859-13",
    "iso8859-15": "iso-8859-15 latin9",
    "cp1250": "windows-1250 cp1250",
    "cp1251": "windows-1251 cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1255": "windows-1255 cp1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257 cp1257",
    "cp1258": "windows-1258 cp1258",
    "cp874": "windows-874 tis-620 iso-8859-11",
    "cp866": "ibm866 cp866",
    "koi8-r": "koi8-r koi8",
    "koi8-u": "koi8-u",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms932",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "cp949": "euc-kr ks_c_5601-1987 ksc5601 windows-949",
    "gb18030": "gb18030 gbk gb2312 x-gbk",
    "big5hkscs": "big5 big5-hkscs",
}
_CODECS: Final = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META: Final = re.compile(
    rb"<meta[^>]{1,512}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_META_WITHIN: Final = 1024
"""Where the HTML standard looks for it."""


def decode(body: bytes, charset: str | None) -> str:
    """By its byte order mark, else by `charset` (the header's), else by its meta, else UTF-8; never raises."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, errors="replace")
    codec = find_codec(charset or "") or _find_in_meta(body) or "utf-8"
    return body.decode(codec, errors="replace")


def find_codec(label: str) -> str | None:
    """Python's name for what the web calls `label`."""
    return _CODECS.get(label.strip().lower())


def _find_in_meta(body: bytes) -> str | None:
    found = _META.search(body[:_META_WITHIN])
    codec = find_codec(found[1].decode("latin-1")) if found else None
    # Where a meta could be read as ASCII the page is not UTF-16, whatever it says.
    return "utf-8" if codec in ("utf-16-le", "utf-16-be") else codec
