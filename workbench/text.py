"""Markdown from strangers becomes safe HTML or plain text, and hostile file names become visible."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # most commands only make names visible
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LIMIT = 100_000
"""Characters; a longer text is shown as it was typed, because parsing it could hold up a window."""

LINK_SCHEMES = frozenset({"https", "http", "mailto", "workbench"})
"""`workbench:` leads to a place in the window, such as `workbench:mode/M06`."""

_LINK = re.compile(
    r"(?:https?://[^\s/\\][^\s\\]*"
    r"|mailto:[^\s?&#\\]+"  # without a query: some mail programs attach the file that one names
    r"|workbench:[A-Za-z0-9][A-Za-z0-9/._-]*)",
    re.IGNORECASE,
)
_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s"}
    | {"strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_HTML_WITH_ITS_TEXT = {"script", "style"}
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&])")
# Letters that draw nothing although Unicode does not file them as format characters.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_allowed_link(address: str) -> bool:
    """Say whether a link may be followed; relative, local and network-share addresses may not."""
    return _LINK.fullmatch(address) is not None


def to_html(markdown: str) -> str:
    """Render Markdown as HTML that runs nothing and fetches nothing.

    HTML in the text is shown as text; a link that is not allowed becomes its words, an image its description.
    """
    if len(markdown) > LIMIT:
        return f"<pre>{html.escape(_without_surrogates(markdown))}</pre>"
    parser = _parser()
    tokens = [_tamed(token) for token in parser.parse(_without_surrogates(markdown))]
    return _clean(parser.renderer.render(tokens, parser.options, {}))


def plain(markdown: str) -> str:
    """Return the words of a Markdown text, one line per paragraph, heading, list item or line of code."""
    text = _without_surrogates(markdown)
    if len(text) > LIMIT:
        return text
    lines = (_words(token) for token in _parser().parse(text))
    return "\n".join(line for line in lines if line)


def visible(name: str) -> str:
    """Return a file name in which every character that hides or reorders others is written as `⟨U+202E⟩`."""
    return "".join(f"⟨U+{ord(character):04X}⟩" if _is_invisible(character) else character for character in name)


def literal(text: str) -> str:
    """Return text as one line in which nothing is read as Markdown or HTML."""
    return _MARKUP.sub(r"\\\1", visible(" ".join(text.split())))


@cache
def _parser() -> MarkdownIt:
    """Return the one parser; it keeps every link so that `_tamed` can decide about it."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # the hook the library documents
    return parser


def _tamed(token: Token) -> Token:
    """Drop refused links and turn images into their description, in place."""
    if token.children is not None:
        token.children = list(_tamed_inline(token.children))
    return token


def _tamed_inline(children: Sequence[Token]) -> Iterator[Token]:
    from markdown_it.token import Token

    is_open = False
    for child in children:
        if child.type == "link_open":
            is_open = is_allowed_link(str(child.attrGet("href") or ""))
            if is_open:
                yield child
        elif child.type == "link_close":
            if is_open:
                yield child
            is_open = False
        elif child.type == "image":
            yield Token("text", "", 0, content=_inline_words(child.children or ()))
        else:
            yield child


def _clean(rendered: str) -> str:
    import nh3

    return nh3.clean(
        rendered,
        tags=set(_TAGS),
        clean_content_tags=_HTML_WITH_ITS_TEXT,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed_attribute,
        url_schemes=set(LINK_SCHEMES),
        url_relative="deny",
        link_rel=None,
    )


def _allowed_attribute(_tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or is_allowed_link(value) else None


def _words(token: Token) -> str:
    if token.type in {"fence", "code_block"}:
        return token.content.strip("\n")
    return _inline_words(token.children or ()).strip()


def _inline_words(children: Sequence[Token]) -> str:
    return "".join(_word(child) for child in children)


def _word(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return _inline_words(token.children) if token.children else token.content


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE_CATEGORIES or character in _BLANK_LETTERS


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates, which no encoder accepts, by the replacement character."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text
