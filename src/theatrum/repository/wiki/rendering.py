"""Markdown to HTML that may stand in a page of ours, whoever wrote it.

What nobody can mistake for markup goes to markdown-it, which is told to take raw HTML for text; what it makes is
cut down by nh3 to the few elements and attributes that are listed here. So no script, style, frame or foreign
picture comes through, even if one of the two had a defect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from theatrum.repository.wiki.marking import link_mentions, outline_headings, place_files, read_widget, tidy_tables

# Of a longer text the letters are shown as they are: to parse megabytes would hold up everybody else.
LONGEST_RENDERED = 256 * 1024
# Of one paragraph, heading or cell. What parsers of emphasis and brackets do can grow with the square of it.
LONGEST_INLINE = 16 * 1024
DEEPEST = 24
_REL = "noopener noreferrer nofollow"
_TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre"),
    *("s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_CLASSES = {"td": {"at-right", "at-center"}, "th": {"at-right", "at-center"}}
_SCHEMES = {"http", "https", "mailto", "ftp"}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    # The keyboard must get into what scrolls sideways.
    set_tag_attribute_values={"pre": {"tabindex": "0"}},
    url_schemes=_SCHEMES,
    link_rel=_REL,
)
# The cleaner writes tables so, and nobody else can: what a person wrote is escaped by then.
_TABLE, _TABLE_END = "<table>", "</table>"
_WIDE, _WIDE_END = '<div class="table-scroll" role="region" aria-label="Table" tabindex="0"><table>', "</table></div>"


@dataclass(frozen=True)
class Heading:
    """A heading of a text: how deep (2 is the highest), what it says, the id to lead to."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Rendered:
    """A text as HTML that is safe to show, and its headings in order."""

    html: str
    headings: Sequence[Heading]


def render(markdown: str, *, files: str = "") -> str:
    """Return a text as safe HTML; ``files`` as in ``render_page``."""
    return render_page(markdown, files=files).html


def render_page(markdown: str, *, files: str = "", fresh: Mapping[str, str] | None = None) -> Rendered:
    """Return a text as safe HTML with its outline. It never fails, whatever the text is.

    ``files`` is the address below which attachments are found by their names, and ``fresh`` has the addresses of
    those that are elsewhere. Without them no picture is shown; pictures of other servers are links to them.
    """
    if len(markdown) > LONGEST_RENDERED:
        return Rendered(f'<pre tabindex="0">{escape(markdown)}</pre>', ())
    env: dict[str, object] = {"files": files, "fresh": fresh}
    tokens = _parser.parse(markdown, env)
    found = outline_headings(tokens)
    html = _cleaner.clean(_parser.renderer.render(tokens, _parser.options, env))
    html = html.replace(_TABLE, _WIDE).replace(_TABLE_END, _WIDE_END)
    return Rendered(html, [Heading(level, text, name) for level, text, name in found])


def plain(markdown: str) -> str:
    """Return the words of a text without its marks, for search."""
    if len(markdown) > LONGEST_RENDERED:
        return " ".join(markdown.split())
    tokens = _parser.parse(markdown, {"files": ""})
    return " ".join(" ".join(_words(tokens)).split())


def _words(tokens: Sequence[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append("".join(_said(child) for child in token.children or ()))
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
    return found


def _said(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content


def _inline(state: StateCore) -> None:
    """Parse what stands in paragraphs, headings and cells; what is too long for that is text."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.children is None:
            token.children = []
        if len(token.content) > LONGEST_INLINE:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "widget", read_widget)
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.push("mentions", link_mentions)
    parser.core.ruler.push("files", place_files)
    parser.core.ruler.push("tables", tidy_tables)
    return parser


_parser = _make_parser()
