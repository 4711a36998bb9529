"""From text as typed to safe HTML: Markdown with HTML off, then an allow-list that would stop it even if it were on."""

from __future__ import annotations

import re
from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}, "td": {"class"}, "th": {"class"}}
SCHEMES = {"http", "https", "mailto"}
CLASS = re.compile(r"language-[A-Za-z0-9_+#.-]{1,30}")

# Text without any of these renders as one paragraph of itself: most of what people say.
MARKS = re.compile(r"[\\`*_{}\[\]<>#+\-=|~&:/@\n\t!]|\.\w|^\s|\d[.)]|  ")


def rendered(text: str) -> str:
    """Return `text` as HTML that is safe to put into the page."""
    if not MARKS.search(text):
        return f"<p>{escape(text.strip(), quote=False)}</p>"
    return nh3.clean(
        _markdown().render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_kept,
    ).strip()


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 12})
    parser.enable(["linkify", "strikethrough", "table"])
    parser.disable(["image", "reference", "lheading"])
    return parser


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return value if CLASS.fullmatch(value) else None
    return value
