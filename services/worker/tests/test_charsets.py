"""Every label leads to a codec that survives any bytes."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley_worker import charsets
from parley_worker.charsets import decode, find_codec

LABELS = [
    "utf-8",
    "utf-16",
    "latin1",
    "windows-1251",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gbk",
    "big5",
]


@given(body=st.binary(max_size=300), label=st.sampled_from(LABELS) | st.text(max_size=12))
def test_any_bytes_in_any_charset_become_text(body: bytes, label: str) -> None:
    assert decode(body, label).encode("utf-8", errors="surrogatepass") is not None


@pytest.mark.parametrize("label", charsets._CODECS)
def test_each_label_names_a_codec_of_pythons(label: str) -> None:
    codec = find_codec(f" {label.upper()} ")

    assert codec is not None
    assert codecs.lookup(codec)


@pytest.mark.parametrize(
    "label", ["zlib", "idna", "undefined", "utf-7", "unicode_escape", "../../etc", "", "\0"]
)
def test_what_is_no_charset_of_the_web_is_not_looked_up(label: str) -> None:
    assert find_codec(label) is None
