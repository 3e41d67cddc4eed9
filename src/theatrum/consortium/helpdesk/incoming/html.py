"""The words of a mail that is written in HTML only, without what it answers to. Pure."""

import re
from html.parser import HTMLParser

import nh3

_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "ul", "ol", "hr"}
)
_LEFT_OUT = frozenset({"blockquote"})
_VOID = frozenset({"br", "hr"})
# Without style sheets, which may be larger than all words. What nests deeply takes the square of it to be read.
_LARGEST = 128 * 1024
# How programs of mail mark what they quote.
_QUOTES = frozenset({"gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote"})
_REST_IS_QUOTED = frozenset({"divrplyfwdmsg", "appendonsend", "ms-outlook-mobile-reference-message"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (given.get("id") or "").lower() in _REST_IS_QUOTED:
            self._is_over = True
        is_quote = bool(_QUOTES & set((given.get("class") or "").lower().split()))
        if tag not in _VOID and (self._hidden or tag in _LEFT_OUT or is_quote):
            self._hidden.append(tag)
        if tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            # Ends that were forgotten inside are over, too.
            while self._hidden.pop() != tag:
                continue
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden and not self._is_over:
            self.parts.append(data if data.strip() else " " if data else "")


def text_of(html: str) -> str:
    """Return the words of HTML, a line for each block."""
    # Made well-formed first: what a parser of Python's does with broken HTML can take very long.
    tidy = nh3.clean(
        _without_styles(html)[:_LARGEST],
        clean_content_tags={"script", "style", "title"},
        tags=set(_BLOCKS | _LEFT_OUT | {"span"}),
        attributes={"*": {"class", "id"}},
        link_rel=None,
    )
    words = _Words()
    words.feed(tidy)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_styles(html: str) -> str:
    lower, parts, place = html.lower(), [], 0
    while (start := lower.find("<style", place)) >= 0:
        parts.append(html[place:start])
        end = lower.find("</style", start)
        if end < 0:
            return "".join(parts)
        place = end
    return "".join([*parts, html[place:]])
