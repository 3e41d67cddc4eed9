"""The one way from texts to what is identifying in them.

Python's patterns are slow and exact, those of polars fast and take no context: where there is much to read, polars says
which stretches of which texts may hold which writings, and Python looks there alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.free_text import free_text
from theatrum.checks.privacy.hits import Hit, Kind, Strength, Where
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.stretches import Stretch, stretches_of
from theatrum.checks.privacy.writing import Writing

_KEPT = 4_096
# What is shorter is read by Python at once: asking polars costs as much as reading so many characters.
_SHORT, _FEW = 16_000, 400
_DIGIT = re.compile("[0-9]")


def detect(text: str, context: Context) -> Sequence[Hit]:
    """Return what is identifying in a text, by place.

    Hits do not overlap, but for one on free text, which stands last and is the whole text.
    """
    return _read(text, context) if len(text) <= _SHORT else _sieved([text], context)[0]


def detect_all(texts: Sequence[str], context: Context) -> list[Sequence[Hit]]:
    """Return what is identifying in each of many texts."""
    if len(texts) <= _FEW:
        return [detect(text, context) for text in texts]
    return _sieved(texts, context)


def _read(text: str, context: Context) -> Sequence[Hit]:
    """Let Python look for everything that may be there."""
    has_digit = _DIGIT.search(text) is not None
    whole = Stretch(0, 0, len(text))
    writings = (one for one in writings_for(context) if has_digit or one.is_of_words)
    return _told([hit for one in writings for hit in _hits(one, text, whole, context)], text, context)


def _sieved(texts: Sequence[str], context: Context) -> list[Sequence[Hit]]:
    """Let Python look only where polars has seen something."""
    found: list[list[Hit]] = [[] for _ in texts]
    for writing, stretch in stretches_of(texts, writings_for(context)):
        found[stretch.text] += _hits(writing, texts[stretch.text], stretch, context)
    return [_told(hits, text, context) for hits, text in zip(found, texts, strict=True)]


def writings_for(context: Context) -> tuple[Writing, ...]:
    """Return the writings that are looked for in a place."""
    return _writings_for(context.where, context.allowed, context.meanings, has_cap=context.age_cap is not None)


@lru_cache(maxsize=_KEPT)
def _writings_for(
    where: Where, allowed: frozenset[Kind], meanings: frozenset[Meaning], *, has_cap: bool
) -> tuple[Writing, ...]:
    return tuple(
        writing
        for writing in WRITINGS
        if writing.kind not in allowed
        and (has_cap or writing.kind is not Kind.AGE)
        and (not writing.where or where in writing.where)
        and (not writing.needs or not writing.needs.isdisjoint(meanings))
        and writing.unless.isdisjoint(meanings)
    )


def _hits(writing: Writing, text: str, stretch: Stretch, context: Context) -> Iterator[Hit]:
    """Yield the hits that begin in a stretch. What is refused may hide another one that begins later within it."""
    place = stretch.start
    while (found := writing.compiled.search(text, place)) is not None and found.start() < stretch.end:
        if writing.confirm is None or writing.confirm(found, context):
            start, end = found.span(writing.part)
            yield Hit(writing.kind, start, end - start, writing.strength, writing.name)
            place = found.end()
        else:
            place = found.start() + 1


def _told(hits: list[Hit], text: str, context: Context) -> Sequence[Hit]:
    if context.values and text.strip() in context.values:
        return ()
    if hits and context.shaped:
        allowed = allowed_by_shape(text, context)
        hits = [hit for hit in hits if hit.kind not in allowed]
    settled = _settled(_identifying(hits, text, context)) if hits else []
    if Kind.FREE_TEXT not in context.allowed and (whole := free_text(text, settled, context.where)) is not None:
        settled.append(whole)
    return settled


def allowed_by_shape(text: str, context: Context) -> frozenset[Kind]:
    """Return the classes that may stand in a text as it is."""
    bare = text.strip()
    return frozenset(kind for one in context.shaped if one.pattern.fullmatch(bare) for kind in one.kinds)


def _identifying(hits: list[Hit], text: str, context: Context) -> list[Hit]:
    """Leave out what lies within a token that identifies nobody."""
    if context.harmless is None:
        return hits
    spans = [found.span() for found in context.harmless.finditer(text)]
    starts = [start for start, _ in spans]
    return [hit for hit in hits if not _is_within(hit, spans, bisect_right(starts, hit.start))]


def _is_within(hit: Hit, spans: list[tuple[int, int]], behind: int) -> bool:
    """Return whether the last of some stretches that begins before a hit, or with it, holds it."""
    return behind > 0 and hit.end <= spans[behind - 1][1]


def _settled(hits: list[Hit]) -> list[Hit]:
    """Keep of what overlaps the surest, then the longest."""
    if len(hits) == 1:
        return hits
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.strength is not Strength.STRONG, -one.length, one.start)):
        # Those kept stand in order and apart, so only the two beside it can reach into it.
        place = bisect_right(kept, hit.start, key=lambda one: one.start)
        is_free_before = place == 0 or kept[place - 1].end <= hit.start
        if is_free_before and (place == len(kept) or hit.end <= kept[place].start):
            kept.insert(place, hit)
    return kept
