"""From text to HTML that cannot do anything."""

from __future__ import annotations

import pytest

from parlour.messages.markup import rendered


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
