"""What two versions of a text differ in, by lines and by words; and changes of two people put together. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Beyond this, comparing could take minutes: whole blocks are told then.
MOST_LINES = 4_000
LONGEST_LINE = 4_000
# How many lines that are the same stand around a change.
AROUND = 3
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Change(StrEnum):
    """What became of a line or of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Part:
    """Some words of a line."""

    change: Change
    text: str


@dataclass(frozen=True)
class Line:
    """A line of either version with its numbers; of lines that are left out, how many they are."""

    change: Change
    parts: Sequence[Part]
    old: int | None = None
    new: int | None = None
    count: int = 0


def compare(old: str, new: str) -> list[Line]:
    """Return the lines of two texts, with those that are the same left out where they are far from any change."""
    return list(_folded(list(_lines(old.split("\n"), new.split("\n")))))


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with what two people changed of it; None where both changed the same lines, or beside them."""
    lines = base.split("\n")
    if max(len(lines), mine.count("\n"), theirs.count("\n")) > MOST_LINES:
        return None
    changes = sorted(
        [*_changes(lines, mine.split("\n")), *_changes(lines, theirs.split("\n"))], key=lambda one: one[:2]
    )
    found: list[str] = []
    at = 0
    last: tuple[int, int, list[str]] | None = None
    for change in changes:
        if change == last:
            continue
        start, end, text = change
        if last is not None and start <= last[1]:
            return None
        found += lines[at:start] + text
        at, last = end, change
    return "\n".join(found + lines[at:])


def _changes(base: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    for tag, start, end, first, last in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, list(other[first:last])


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if max(len(old), len(new)) > MOST_LINES:
        yield from _replaced(old, new, 0, 0)
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for step in range(i_end - i):
                yield Line(Change.SAME, (Part(Change.SAME, old[i + step]),), i + step + 1, j + step + 1)
        else:
            yield from _replaced(old[i:i_end], new[j:j_end], i, j)


def _replaced(old: Sequence[str], new: Sequence[str], i: int, j: int) -> Iterator[Line]:
    pairs = [_words(one, other) for one, other in zip(old, new, strict=False)]
    removed = [pair[0] for pair in pairs] + [[Part(Change.REMOVED, line)] for line in old[len(pairs) :]]
    added = [pair[1] for pair in pairs] + [[Part(Change.ADDED, line)] for line in new[len(pairs) :]]
    for step, parts in enumerate(removed):
        yield Line(Change.REMOVED, parts, old=i + step + 1)
    for step, parts in enumerate(added):
        yield Line(Change.ADDED, parts, new=j + step + 1)


def _words(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Return the words of two lines that stand for each other; lines that share little are told as wholes."""
    wholes = [Part(Change.REMOVED, old)], [Part(Change.ADDED, new)]
    if max(len(old), len(new)) > LONGEST_LINE:
        return wholes
    one, other = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < 0.4:
        return wholes
    before: list[Part] = []
    after: list[Part] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            before.append(Part(Change.SAME, "".join(one[i:i_end])))
            after.append(before[-1])
            continue
        if i < i_end:
            before.append(Part(Change.REMOVED, "".join(one[i:i_end])))
        if j < j_end:
            after.append(Part(Change.ADDED, "".join(other[j:j_end])))
    return before, after


def _folded(lines: Sequence[Line]) -> Iterator[Line]:
    near = [False] * len(lines)
    for index, line in enumerate(lines):
        if line.change is not Change.SAME:
            for beside in range(max(0, index - AROUND), min(len(lines), index + AROUND + 1)):
                near[beside] = True
    skipped = 0
    for line, is_near in zip(lines, near, strict=True):
        if not is_near:
            skipped += 1
            continue
        if skipped:
            yield Line(Change.SKIPPED, (), count=skipped)
            skipped = 0
        yield line
    if skipped:
        yield Line(Change.SKIPPED, (), count=skipped)
