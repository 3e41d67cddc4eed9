"""What markdown has here beyond the standard: mentions of entities, widgets, own pictures, an outline of headings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, unquote

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# A bare address, or the id of an entity that is not part of a longer word or address.
_MENTION = re.compile(r"(?P<url>https?://[^\s<>\"]+)|(?<![\w./:-])(?P<entity>syn[0-9]{1,18})(?![\w-])")
# What ends a sentence, not an address.
_AFTER = ".,;:!?'\""
_WIDGET = re.compile(r"\$\{[^{}\n]{1,2000}\}")
_NOT_IN_IDS = re.compile(r"[^\w-]+")
_PREFIX = "section-"
_DEEPEST = 6
# The page's own title is the first level.
_HIGHEST = 2


def read_widget(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own signature
    """Take ``${...}``, with which other servers place widgets, as the letters that it is."""
    if state.src[state.pos] != "$":
        return False
    found = _WIDGET.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.content = found.group()
    state.pos = found.end()
    return True


def link_mentions(state: StateCore) -> None:
    """Make links of addresses and of ids of entities that stand in the text."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_linked(token.children))


def place_files(state: StateCore) -> None:
    """Lead pictures and links to attachments by their names.

    A picture from elsewhere becomes a link: to fetch it would tell others who reads this.
    """
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = [one for child in token.children for one in _placed(child, state.env)]


def tidy_tables(state: StateCore) -> None:
    """Say by a class what markdown-it says by a style, which no page of ours may have."""
    for token in state.tokens:
        if token.type not in {"th_open", "td_open"}:
            continue
        side = str(token.attrs.pop("style", "")).removeprefix("text-align:")
        if side in {"right", "center"}:
            token.attrs["class"] = f"at-{side}"
        if token.type == "th_open":
            token.attrs["scope"] = "col"


def outline_headings(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """Give headings their ids and levels without gaps; return level, text and id of each."""
    found: list[tuple[int, str, str]] = []
    taken: set[str] = set()
    # The headings above the present one: as they were written, from the highest down.
    above: list[int] = []
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        written = int(opening.tag[1:])
        above = [one for one in above if one < written]
        level = min(_HIGHEST + len(above), _DEEPEST)
        above.append(written)
        opening.tag = closing.tag = f"h{level}"
        text = "".join(child.content for child in inline.children or ()).strip()
        name = _free(text, taken)
        opening.attrs["id"] = name
        found.append((level, text, name))
    return found


def _free(text: str, taken: set[str]) -> str:
    plain = _NOT_IN_IDS.sub("-", text.lower()).strip("-")[:80] or "part"
    name, number = f"{_PREFIX}{plain}", 1
    while name in taken:
        number += 1
        name = f"{_PREFIX}{plain}-{number}"
    taken.add(name)
    return name


def _linked(children: Sequence[Token]) -> Iterator[Token]:
    inside = 0
    for child in children:
        inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not inside:
            yield from _split(child)
        else:
            yield child


def _split(token: Token) -> Iterator[Token]:
    start = 0
    for found in _MENTION.finditer(token.content):
        shown = found.group("entity") or _without_end(found.group("url"))
        if found.start() > start:
            yield _text(token, token.content[start : found.start()])
        address = f"/entities/{shown}" if found.group("entity") else quote(shown, safe="%/:=&?~#+!$,;'@()*[]")
        yield from _link(token, address, shown)
        start = found.start() + len(shown)
    if start < len(token.content):
        yield _text(token, token.content[start:])


def _without_end(url: str) -> str:
    """Leave the sentence's own marks out, and brackets that the address does not open."""
    surplus, end = url.count(")") - url.count("("), len(url)
    while end and (url[end - 1] in _AFTER or (url[end - 1] == ")" and surplus > 0)):
        surplus -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _link(near: Token, address: str, shown: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address}, level=near.level)
    yield _text(near, shown)
    yield Token("link_close", "a", -1, level=near.level)


def _text(near: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=near.level)


def _placed(token: Token, env: Mapping[str, object]) -> Iterator[Token]:
    if token.type == "link_open":
        address = str(token.attrs.get("href", ""))
        if "." in address and (own := _address(address, env)):
            token.attrs["href"] = own
        yield token
    elif token.type != "image":
        yield token
    else:
        yield from _picture(token, env)


def _picture(token: Token, env: Mapping[str, object]) -> Iterator[Token]:
    source = str(token.attrs.get("src", ""))
    if own := _address(source, env):
        token.attrs["src"] = own
        yield token
    elif source.lower().startswith(("http://", "https://")):
        yield from _link(token, source, token.content or source)
    else:
        yield _text(token, token.content or source)


def _address(name: str, env: Mapping[str, object]) -> str:
    """Return where the attachment of a name is found; empty for what is no name, or where there are none."""
    files, fresh = env.get("files"), env.get("fresh")
    if not _is_name(name):
        return ""
    if isinstance(fresh, Mapping) and (address := fresh.get(unquote(name))):
        return str(address)
    return f"{str(files).rstrip('/')}/{name}" if files else ""


def _is_name(source: str) -> bool:
    return bool(source) and not any(sign in source for sign in "/\\?#:") and "%2f" not in source.lower()
