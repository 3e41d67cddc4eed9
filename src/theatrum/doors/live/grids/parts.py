"""Long lists in the text of a message, found without reading them: each is read in parts, so that others come to turn.

What reads JSON lets no other thread in until it has read all that it was given, for 60,000 cells for a hundredth of a
second and more, and all that it made of them is looked at again by whatever looks for garbage.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# In characters: a shorter text is read at once. And how many elements make a part.
LONG = 64 * 1024
MOST_OF_A_PART = 2_500

_BLANKS = " \t\n\r"
_BLANK = rf"[{_BLANKS}]*+"
_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_PLAIN = r'[^"\[\]{}]++'
_INNER = rf"[\[{{](?:{_PLAIN}|{_TEXT})*+[\]}}]"
_ELEMENT = rf"[\[{{](?:{_PLAIN}|{_TEXT}|{_INNER})*+[\]}}]"
# Lists and objects that have lists and objects of texts and numbers at most, one after the other, with what comes next.
_NEXT = rf"(?:,(?={_BLANK}[\[{{])|(?=\]))"
_PART = re.compile(rf"(?:{_BLANK}{_ELEMENT}{_BLANK}{_NEXT}){{1,{MOST_OF_A_PART}}}+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outline:
    """A message in which long lists are empty, and each of those lists as the texts of shorter ones."""

    text: str
    lists: Mapping[str, Iterator[str]]


def taken_apart(text: str, names: Collection[str]) -> Outline | None:
    """Return a message without its lists of some names; None where it is short, or has none that can be found so.

    Only where they stand is looked for: whether all of it is JSON shows when the outline and the parts are read. In
    JSON a name in quotes, with a colon and a bracket after it, stands in no text: its quotes would be escaped.
    """
    if len(text) <= LONG:
        return None
    begins = re.compile(rf'"({"|".join(map(re.escape, names))})"{_BLANK}:{_BLANK}\[')
    lists: dict[str, Iterator[str]] = {}
    kept, at = list[str](), 0
    while (found := begins.search(text, at)) is not None:
        spans = _spans(text, found.end())
        end = spans[-1][1] if spans else found.end()
        if found[1] in lists or text[found.start() - 1] == "\\" or text[end : end + 1] != "]":
            return None
        kept.append(text[at : found.end()])
        lists[found[1]] = _parts(text, spans)
        at = end
    return Outline("".join([*kept, text[at:]]), lists) if lists else None


def _spans(text: str, at: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while (part := _PART.match(text, at)) is not None:
        found.append(part.span())
        at = part.end()
    return found


def _parts(text: str, spans: Collection[tuple[int, int]]) -> Iterator[str]:
    for start, end in spans:
        yield f"[{text[start:end].rstrip(_BLANKS).removesuffix(',')}]"
