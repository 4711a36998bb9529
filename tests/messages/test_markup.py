"""From text to HTML that cannot do anything."""

from __future__ import annotations

import sys
import time

import pytest

from parlour.messages.markup import rendered
from parlour.wire import MESSAGE_LIMIT

# Seconds; more while coverage follows every line.
LONG = 0.1 if sys.gettrace() is None else 1.0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("hello", "<p>hello</p>"),
        ('tea & "biscuits"', '<p>tea &amp; "biscuits"</p>'),
        ("**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("> quote", "<blockquote>\n<p>quote</p>\n</blockquote>"),
        ("```py\nx = 1\n```", '<pre><code class="language-py">x = 1\n</code></pre>'),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
    ],
)
def test_markdown_is_rendered(text: str, html: str) -> None:
    assert rendered(text) == html


def test_links_are_found_and_marked() -> None:
    html = rendered("see https://example.org/a?b=c")
    assert 'href="https://example.org/a?b=c"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://example.org/spy.png)",
        "<svg/onload=alert(1)>",
        '```"><img src=x onerror=alert(1)>\nx\n```',
        '[x](https://example.org "onmouseover=alert(1)")',
        "<a href='vbscript:x'>x</a>",
    ],
)
def test_nothing_in_a_message_can_run_or_load(text: str) -> None:
    html = rendered(text).lower()
    assert not any(bad in html for bad in ("<script", "<img", "<svg", '="javascript:', '="data:', '="vbscript:'))
    assert " onerror=" not in html.replace("&quot;", "").split("&lt;")[0]


def test_the_quick_way_and_the_whole_way_agree() -> None:
    assert rendered("just words, nothing else") == "<p>just words, nothing else</p>"
    assert rendered("*just* words") == "<p><em>just</em> words</p>"


HOSTILE = [
    "[", "](", "![", "[[a](b)]", "[a](b", '[a](b "', "[a][", "*", "*_", "*a_", "*a **a ", "_a_", "**a**", "~~a", "`",
    "[`", "> ", "> - ", "- ", "1) a\n", "- a\n", "# a\n", "a\n-\n", "|", "a|b\n-|-\n", "|a|b|\n|-|-|\n", "&", "&#", "<",
    "<!--", "<a@b.c>", "<http://a>", "://", "http://[", "http://a-", "http://xn--", "http://a.b/(", "https://a.b ",
    "a@b.c ",
    "a@", "www.a.", "a.b.c.", "日本.jp ", "mailto:", "\\", "\n", "\t", "  \n", "\u00a0", "a\u0301", "(", "1", "\ufffd",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_message_takes_long_to_render(piece: str) -> None:
    text = (piece * MESSAGE_LIMIT)[:MESSAGE_LIMIT]
    for message in (text, text[: MESSAGE_LIMIT // 4] + " a" * (MESSAGE_LIMIT * 3 // 8)):
        assert quickest(message) < LONG
        assert len(rendered(message)) < 20 * MESSAGE_LIMIT


def test_nesting_however_deep_is_rendered_quickly() -> None:
    brackets = "[" * 5_000 + "]" * 5_000
    lists = "".join("  " * depth + "- a\n" for depth in range(95))
    table = ("|" + "a|" * 100 + "\n") + ("|" + "-|" * 100 + "\n") + ("|" + "a|" * 100 + "\n") * 47
    for text in (brackets, lists, table, "> " * 5_000 + "a", "*a **b " * 1_400):
        assert quickest(text) < LONG


def quickest(text: str) -> float:
    """Return the seconds that rendering takes when nothing else gets in between."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        rendered(text)
        taken.append(time.process_time() - began)
    return min(taken)


def test_too_many_marks_stay_as_they_were_typed() -> None:
    text = "*a* <b>\n" * 400
    assert rendered(text) == "<p>" + ("*a* &lt;b&gt;<br>\n" * 400).removesuffix("<br>\n") + "</p>"
    assert rendered("*a*\n" * 300).count("<em>") == 300


def test_too_many_addresses_are_not_made_links() -> None:
    assert rendered("https://a.bc " * 50).count("<a ") == 50
    assert rendered("https://a.bc " * 500).count("<a ") == 0


def test_a_long_page_of_code_stays_code() -> None:
    line = "    for (let i = 0; i < items.length; i++) { total += items[i].price; }\n"
    assert rendered("```js\n" + line * 130 + "```").startswith('<pre><code class="language-js">')
