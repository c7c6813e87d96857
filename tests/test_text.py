"""Markdown from outside is harmless, and file names cannot lie about themselves."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.text import LIMIT, is_allowed_link, plain, to_html, visible


class Tags(HTMLParser):
    """Collects every tag with its attributes, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


REFUSED_ADDRESSES = [
    "smb://host/share",
    "search-ms:query=x",
    "//host/x",
    "/etc/passwd",
    "file:///etc/passwd",
    "data:text/html,<script>alert(1)</script>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#x6A;avascript:alert(1)",
    "vbscript:x",
    "ms-msdt:/id",
    "https:x",
    "https:///x",
    "http:\\\\host\\x",
    "mailto:a@b.example?attach=/etc/passwd",
    "evidence.html",
    "#top",
    "",
]


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
@pytest.mark.parametrize("form", ["[words](<{}>)", "[words]({})", "[words][r]\n\n[r]: {}", "<{}>"])
def test_that_a_link_outside_the_list_is_never_followed(address: str, form: str) -> None:
    tags = Tags(to_html(form.format(address))).seen
    assert not [attributes for tag, attributes in tags if tag == "a" or "href" in attributes]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "mailto:a@b.example",
        "workbench:mode/M06",
        "HTTPS://x.example",
    ],
)
def test_that_an_allowed_link_stays_a_link(address: str) -> None:
    assert is_allowed_link(address)
    assert Tags(to_html(f"[words]({address})")).seen == [("p", {}), ("a", {"href": address})]


def test_that_a_refused_link_keeps_its_words() -> None:
    assert to_html("see [the **plan**](file:///x) now") == "<p>see the <strong>plan</strong> now</p>\n"


@pytest.mark.parametrize("address", ["https://example.org/a.png", "file:///a.png", "data:image/png;base64,AA", "a.png"])
def test_that_an_image_becomes_its_description(address: str) -> None:
    assert to_html(f"before ![a *drawn* chart]({address}) after") == "<p>before a drawn chart after</p>\n"


def test_that_an_image_inside_a_link_becomes_its_description() -> None:
    assert to_html("[![chart](x.png)](https://a.example)") == '<p><a href="https://a.example">chart</a></p>\n'


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src=//host></iframe>",
        "a <b onclick=x>b</b>",
        "<!-- c -->",
        "<svg/onload=alert(1)>",
        "<style>p{background:url(//host)}</style>",
        '```x" onclick="y\n<script>\n```',
        '<https://a.example/"onmouseover=x>',
    ],
)
def test_that_html_is_shown_as_text(markup: str) -> None:
    for tag, attributes in Tags(to_html(markup)).seen:
        assert tag in {"p", "pre", "code", "a"}
        assert set(attributes) <= {"href"}


def test_that_tables_lists_and_code_survive() -> None:
    rendered = to_html("# T\n\n3. x\n\n|a|b|\n|:-|-|\n|1|~~2~~|\n\n`c`\n\n```log\n<d>\n```\n")
    for part in [
        "<h1>T</h1>",
        '<ol start="3">',
        "<td>1</td>",
        "<s>2</s>",
        "<code>c</code>",
        "<code>&lt;d&gt;\n</code>",
    ]:
        assert part in rendered
    assert "class" not in rendered
    assert "style" not in rendered


@pytest.mark.parametrize(
    "text",
    [
        ">" * 50_000,
        ">\n" * 50_000,
        "- " * 50_000,
        "[" * 50_000,
        "![" * 50_000,
        "*_" * 50_000,
        "[a](" * 25_000,
        "<" * 50_000,
    ],
    ids=["quotes", "quoted lines", "lists", "brackets", "images", "emphasis", "links", "angles"],
)
def test_that_a_text_made_to_be_slow_is_done_in_time(text: str) -> None:
    start = time.perf_counter()
    to_html(text)
    plain(text)
    assert time.perf_counter() - start < 20  # a second alone; the machine may be busy, quadratic would be minutes


def test_that_a_text_over_the_limit_is_shown_as_typed() -> None:
    text = "**a** <script> " * LIMIT
    assert to_html(text).startswith("<pre>**a** &lt;script&gt; **a**")
    assert plain(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(alphabet="[]()<>!*_`~|-:#\n\r\t\\ \"'&;ax/=1.", max_size=200))
def test_that_no_text_raises_or_yields_anything_that_runs(text: str) -> None:
    plain(text)
    visible(text)
    for tag, attributes in Tags(to_html(text)).seen:
        assert tag not in {"script", "style", "iframe", "img", "object"}
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "style"}]
        assert is_allowed_link(attributes.get("href") or "https://a.example")


def test_that_plain_text_has_words_and_no_marks() -> None:
    markdown = "# Head\n\nA *b* [c](file:///x)\nnext ![d](e)\n\n- one\n- `two`\n\n```\nthree\nfour\n```\n"
    assert plain(markdown) == "Head\nA b c next d\none\ntwo\nthree\nfour"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("a\x00\x1b[31m\n", "a⟨U+0000⟩⟨U+001B⟩[31m⟨U+000A⟩"),
        ("\ufeffx\u2066y\u2069", "⟨U+FEFF⟩x⟨U+2066⟩y⟨U+2069⟩"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("blank\u3164", "blank⟨U+3164⟩"),
        ("lone\udcff", "lone⟨U+DCFF⟩"),
        ("Grüße 報告 (1).pdf", "Grüße 報告 (1).pdf"),
    ],
)
def test_that_a_name_cannot_hide_what_it_is(name: str, shown: str) -> None:
    assert visible(name) == shown


def test_that_safe_html_is_valid_for_a_narrow_reader() -> None:
    assert not re.search(
        r"<(?!/?[a-z][a-z0-9]*(?: (?:href|start)=\"[^\"<>]*\")?>)", to_html("a < b & [c](https://d.example)")
    )
