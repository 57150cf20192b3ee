"""What is read from the head of a page, and that no page is too broken for it."""

import dataclasses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley_worker.opengraph import MAX_BYTES, Preview, read_preview

URL = "https://example.org/page"


def read(
    html: str, *, content_type: str | None = "text/html", charset: str | None = "utf-8"
) -> Preview | None:
    return read_preview(URL, html.encode(charset or "utf-8"), content_type, charset)


def test_open_graph_comes_before_twitter_and_plain_html() -> None:
    page = """<!doctype html><html><head>
        <title>The title</title>
        <meta name="description" content="The description">
        <meta name="twitter:title" content="Twitter's title">
        <meta name="twitter:description" content="Twitter's description">
        <meta property="og:title" content="Open Graph's title">
        <meta property="og:description" content="Open Graph's description">
        <meta property="og:site_name" content="The site">
        </head><body></body></html>"""

    assert read(page) == Preview(URL, "Open Graph's title", "Open Graph's description", "The site")


def test_twitter_comes_before_plain_html() -> None:
    page = """<title>The title</title><meta name="description" content="The description">
        <meta name="twitter:title" content="Twitter's title">"""

    assert read(page) == Preview(URL, "Twitter's title", "The description", "")


def test_a_title_alone_is_enough() -> None:
    assert read("<title>A &amp; B &#x1F680;</title>") == Preview(URL, "A & B 🚀", "", "")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "plain words",
        "<title></title>",
        "<title> \n\x01 </title>",
        '<meta name="description" content="x">',
    ],
)
def test_without_a_title_there_is_no_preview(page: str) -> None:
    assert read(page) is None


def test_what_says_nothing_gives_way_to_what_does() -> None:
    page = """<meta property="og:title" content=" "><meta property="og:title" content>
        <meta property="og:description"><meta name="description" content="here"><title>Title</title>"""

    assert read(page) == Preview(URL, "Title", "here", "")


def test_the_first_of_a_kind_counts() -> None:
    page = """<title>first</title><title>second</title>
        <meta property="og:site_name" content="one"><meta property="og:site_name" content="two">"""

    assert read(page) == Preview(URL, "first", "", "one")


def test_name_is_as_good_as_property_in_any_case() -> None:
    assert read('<META NAME=" OG:Title " CONTENT=words>') == Preview(URL, "words", "", "")


@pytest.mark.parametrize("end", ["</head>", "<body>", "<body class=x>"])
def test_nothing_is_read_beyond_the_head(end: str) -> None:
    page = f'<head><title>head</title>{end}<meta property="og:title" content="body">'

    assert read(page) == Preview(URL, "head", "", "")


def test_scripts_and_comments_say_nothing() -> None:
    page = """<script>"</head><title>script</title>"</script><!-- <title>comment</title> -->
        <style>/* <title>style</title> */</style><title>title</title>"""

    assert read(page) == Preview(URL, "title", "", "")


def test_nothing_is_read_beyond_the_bound() -> None:
    filler = "<!-- " + "x" * MAX_BYTES + " -->"

    assert read(f"<title>near</title>{filler}<meta property='og:title' content='far'>") == Preview(
        URL, "near", "", ""
    )


@pytest.mark.parametrize("content_type", ["image/png", "application/json", "text/plain", ""])
def test_only_html_is_read(content_type: str) -> None:
    assert read("<title>title</title>", content_type=content_type) is None


@pytest.mark.parametrize(
    "content_type", ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", None]
)
def test_html_is_known_by_its_type_or_read_on_trust(content_type: str | None) -> None:
    assert read("<title>title</title>", content_type=content_type) is not None


def test_long_texts_are_cut() -> None:
    page = f"""<meta property="og:title" content="{"t" * 1000}">
        <meta property="og:description" content="{"d" * 1000}"><meta property="og:site_name" content="{"s" * 1000}">"""

    assert read(page) == Preview(URL, "t" * 299 + "…", "d" * 599 + "…", "s" * 99 + "…")


def test_spaces_are_collapsed_and_control_characters_removed() -> None:
    page = "<title>\n  one\t\ttwo\u00a0three\u2028four \x00\x07fi\x1bve\u202eexe.\u2066\ufeff </title>"

    preview = read(page)

    assert preview is not None
    assert preview.title == "one two three four fiveexe.\ufeff"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>Größe</title>".encode("latin-1"), "ISO-8859-1"),
        ("<title>Größe</title>".encode("cp1252"), "windows-1252"),
        ("<meta charset=windows-1252><title>Größe</title>".encode("cp1252"), None),
        (
            "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><title>Größe</title>".encode(
                "latin-1"
            ),
            None,
        ),
        ("<meta charset='utf-16'><title>Größe</title>".encode(), None),
        ("<title>Größe</title>".encode(), None),
        ("<title>Größe</title>".encode(), "no-such-charset"),
        ("\ufeff<title>Größe</title>".encode(), "iso-8859-1"),
        ("\ufeff<title>Größe</title>".encode("utf-16-le"), None),
        ("<title>Größe</title>".encode("utf-16-be"), "utf-16be"),
    ],
)
def test_the_charset_comes_from_the_mark_the_header_the_meta_or_is_utf_8(
    body: bytes, charset: str | None
) -> None:
    preview = read_preview(URL, body, "text/html", charset)

    assert preview is not None
    assert preview.title == "Größe"


def test_a_wrong_charset_costs_letters_and_no_more() -> None:
    preview = read_preview(URL, b"<title>Gr\xf6\xdfe</title>", "text/html", "utf-8")

    assert preview is not None
    assert preview.title.startswith("Gr")


def test_a_page_of_nothing_but_opened_tags_is_given_up() -> None:
    for beginning in ("<a", "<a ", "<!--", "<![", "<?", "</", "&#", "<a b='", "<title>"):
        assert read(beginning * 60_000) is None


@pytest.mark.parametrize("digits", ["9" * 5000, "x" + "9" * 250_000])
def test_a_character_of_a_number_without_end_is_the_end_of_the_head(digits: str) -> None:
    page = f'<title>title</title><meta name="description" content="&#{digits};">'

    preview = read(page)

    assert preview is not None
    assert preview.title == "title"


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 50_000,
        "<meta " + "a=b " * 60_000 + ">",
        "<meta " + "a " * 120_000 + ">",
        "<meta content='" + "&" * 250_000 + "'>",
        "<meta property=og:description content=x>" * 6000,
        "<!x>" * 60_000,
        "</a>" * 60_000,
        "<title></title>" * 15_000,
        "<svg><title>" * 20_000,
    ],
    ids=[
        "deep",
        "attributes",
        "bare attributes",
        "ampersands",
        "metas",
        "declarations",
        "ends",
        "titles",
        "svg",
    ],
)
def test_a_bomb_costs_what_its_bytes_cost_and_the_title_before_it_stays(bomb: str) -> None:
    preview = read(f"<title>title</title>{bomb}")

    assert preview is not None
    assert preview.title == "title"


# fmt: off
_PIECES = [
    "<", "</", ">", "/>", "<!--", "-->", "<![", "]]>", "<!", "<?", "&", "&#", "&#xD800;", "&#0;", ";", "=", "'", '"',
    " ", "é", "\0", "<title>", "</title>", "<script>", "</script>", "<head>", "</head>", "<svg>", "<meta ",
    "property=", "og:title", "content=", "charset=", "utf-16", "zlib",
]
# fmt: on
_CHARSETS = (
    st.none() | st.text(max_size=20) | st.sampled_from(["zlib", "idna", "undefined", "punycode", "utf-7"])
)


@given(
    body=st.binary(max_size=2000)
    | st.lists(st.sampled_from(_PIECES), max_size=60).map(lambda pieces: "".join(pieces).encode()),
    content_type=st.none() | st.text(max_size=30) | st.just("text/html"),
    charset=_CHARSETS,
)
@example(body=b"<![x[<title>", content_type="text/html", charset="hex")
def test_no_page_raises_and_every_preview_can_be_stored(
    body: bytes, content_type: str | None, charset: str | None
) -> None:
    preview = read_preview(URL, body, content_type, charset)

    if preview is not None:
        assert preview.title
        for text in dataclasses.astuple(preview):
            assert "\0" not in text
            assert text.encode() is not None  # no half of a surrogate pair
            assert text == " ".join(text.split())


@given(text=st.text(max_size=700))
def test_any_title_is_one_bounded_line(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    preview = read_preview(URL, f"<title>{escaped}</title>".encode(errors="replace"), "text/html", "utf-8")

    if preview is not None:
        assert 0 < len(preview.title) <= 300
        assert preview.title == " ".join(preview.title.split())
