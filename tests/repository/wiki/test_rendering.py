"""Markdown as safe HTML: what it can, and that nothing hostile comes through."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.repository.wiki.rendering import LONGEST_RENDERED, plain, render, render_page

ALLOWED = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol"),
    *("p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](vbscript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](http://evil.example/pixel.png)",
    "![a](//evil.example/pixel.png)",
    "![a](../../other/secret.png)",
    "![a](..%2fsecret.png)",
    '[a](http://x "onmouseover=alert(1)")',
    "[a](http://x\"onmouseover='alert(1)')",
    'http://x"onmouseover="alert(1)',
    "https://x/<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "```<script>\n<script>alert(1)</script>\n```",
    "${image?fileName=<script>alert(1)</script>}",
    '# <a id="main" href="javascript:alert(1)">x</a>',
    "| <script>alert(1)</script> |\n|:-:|\n| <b onclick=x> |",
    "[x]: javascript:alert(1)\n\n[x]",
    "<style>*{display:none}</style>",
    "<form action=//evil><input name=csrfmiddlewaretoken>",
    "<a href=x style='position:fixed'>x</a>",
    "syn1<script>syn2",
]


class Elements(HTMLParser):
    """What a browser finds in a text: elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def require_safe(html: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in ALLOWED, html
        assert set(attributes) <= {
            *("href", "title", "rel", "src", "alt", "id", "class", "start", "scope", "tabindex", "role", "aria-label")
        }, html
        address = (attributes.get("href") or "").lower()
        scheme = address.split(":", 1)[0] if ":" in address.split("/", 1)[0] else ""
        assert scheme in {"", "http", "https", "mailto", "ftp"}, html
        if tag == "a" and address:
            assert attributes["rel"] == "noopener noreferrer nofollow"
        if tag == "img":
            assert (attributes["src"] or "").startswith("/entities/syn1/files/"), html
            assert "/.." not in (attributes["src"] or "")
        if "id" in attributes:
            assert (attributes["id"] or "").startswith("section-"), html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile(text: str) -> None:
    require_safe(render(text, files="/entities/syn1/files"))


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "*", "[", "](", "|", "\n", "\n\n", "> ", "- ", "<", ">", '"', "`", "${", "syn12"])
    )
)
def test_hostile_together(parts: list[str]) -> None:
    require_safe(render("".join(parts), files="/entities/syn1/files"))


@settings(max_examples=60)
@given(st.text())
def test_any_text(text: str) -> None:
    require_safe(render(text, files="/entities/syn1/files"))


def test_what_it_can() -> None:
    html = render(
        "*a* **b** ~~c~~ `d`\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\n1. one\n\n```\n<code>\n```\n\n> said\n\n---\n"
        "[in](/model) [out](https://example.org) <https://example.org/auto> bare https://example.org/b(c)."
    )
    for part in (
        "<em>a</em> <strong>b</strong> <s>c</s> <code>d</code>",
        '<th scope="col">x</th>',
        '<td class="at-right">2</td>',
        '<pre tabindex="0"><code>&lt;code&gt;',
        "<blockquote>",
        '<a href="/model" rel=',
        'href="https://example.org/auto"',
        'href="https://example.org/b(c)"',
    ):
        assert part in html
    assert "style=" not in html


def test_entities_are_linked_where_they_are_words() -> None:
    html = render("See syn123, `syn4`, [syn5](/x), http://a/syn6, syn7x and asyn8.")
    assert html.count("/entities/syn") == 1
    assert '<a href="/entities/syn123" rel="noopener noreferrer nofollow">syn123</a>,' in html


def test_widgets_of_other_servers_are_letters() -> None:
    html = render("before ${image?fileName=a_b_c.png&align=None&scale=*1*} after")
    assert "before <code>${image?fileName=a_b_c.png&amp;align=None&amp;scale=*1*}</code> after" in html
    assert render("cost $5 and ${ 7") == "<p>cost $5 and ${ 7</p>\n"


def test_pictures_are_own_attachments() -> None:
    html = render("![A map](map%201.png) ![far](https://example.org/p.png)", files="/entities/syn1/wiki/2/files/")
    assert '<img src="/entities/syn1/wiki/2/files/map%201.png" alt="A map">' in html
    assert '<a href="https://example.org/p.png"' in html
    assert "<img" not in render("![A map](map.png)")
    linked = render("[Report](a%20b.pdf) [page](other) [near](../x.pdf)", files="/f")
    assert 'href="/f/a%20b.pdf"' in linked
    assert 'href="other"' in linked
    assert 'href="../x.pdf"' in linked
    page = render_page("![](new%20one.png)", files="/f", fresh={"new one.png": "/handles/7"})
    assert '<img src="/handles/7"' in page.html


def test_outline_has_no_gaps() -> None:
    page = render_page("# One\n\n### Two *x*\n\n# One\n\n###### Deep")
    told = [(heading.level, heading.text, heading.id) for heading in page.headings]
    assert told == [
        (2, "One", "section-one"),
        (3, "Two x", "section-two-x"),
        (2, "One", "section-one-2"),
        (3, "Deep", "section-deep"),
    ]
    assert '<h3 id="section-two-x">Two <em>x</em></h3>' in page.html
    levels = [heading.level for heading in render_page("## A\n\n## B\n\n#### C\n\n### D\n\n# E").headings]
    assert levels == [2, 2, 3, 3, 2]


@pytest.mark.parametrize(
    "text",
    [
        "> " * 50_000,
        "".join("  " * depth + "- a\n" for depth in range(400)),
        "[" * 100_000,
        "\n\n".join(["*a_" * 2_000] * 3),
        "x" * (2 * 1024**2),
        "<" * (LONGEST_RENDERED + 1),
    ],
)
def test_what_is_made_to_take_long(text: str) -> None:
    require_safe(render(text, files="/entities/syn1/files"))


def test_words_for_search() -> None:
    assert plain("# A *b*\n\n[c](/d) `e`\n\n```\nf\n```\n| g |\n|---|\n| h |") == "A b c e f g h"
