"""From text as typed to safe HTML: Markdown with HTML off, then an allow-list that would stop it even if it were on."""

from __future__ import annotations

import re
from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"class", "href", "title"},
    "code": {"class"},
    "ol": {"start"},
    "strong": {"class"},
    "td": {"class"},
    "th": {"class"},
}
SCHEMES = {"http", "https", "mailto"}
CLASS = re.compile(r"language-[A-Za-z0-9_+#.-]{1,30}|mention")

# Text without any of these renders as one paragraph of itself: most of what people say.
MARKS = re.compile(r"[\\`*_{}\[\]<>#+\-=|~&:/@\n\t!]|\.\w|^\s|\d[.)]|  ")

# Rendering happens where everything is written, so what one message may cost there is bounded. Each mark costs the
# parser some 20 us, a line of a list twice that; looking for addresses takes the square of what looks like one.
COSTLY = re.compile(r"[\\`*_~\[\]!<&|\n]|(?<=[>+\-#]) ")
COSTLY_LIMIT = 900
ADDRESSES = re.compile(r"://|@|\.\w")
ADDRESSES_LIMIT = 200


def rendered(text: str) -> str:
    """Return `text` as HTML that is safe to put into the page; what has too many marks stays as it was typed."""
    return html_of(text, parsed(text))


def parsed(text: str) -> list[Token]:
    """Return `text` as tokens of Markdown; none where it stays as it was typed."""
    if not MARKS.search(text) or _more_than(COSTLY_LIMIT, COSTLY, text):
        return []
    return _markdown(links=not _more_than(ADDRESSES_LIMIT, ADDRESSES, text)).parse(text)


def html_of(text: str, tokens: list[Token]) -> str:
    """Return `text`, whose tokens may have been changed since it was parsed, as safe HTML."""
    if not tokens:
        return "<p>" + escape(text.strip(), quote=False).replace("\n", "<br>\n") + "</p>"
    parser = _markdown(links=True)
    return nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_kept,
    ).strip()


def _more_than(limit: int, pattern: re.Pattern[str], text: str) -> bool:
    return len(pattern.findall(text)) > limit


@cache
def _markdown(*, links: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": links, "breaks": True, "maxNesting": 12})
    parser.enable(["linkify", "strikethrough", "table"])
    parser.disable(["image", "reference", "lheading"])
    return parser


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return value if CLASS.fullmatch(value) else None
    return value
