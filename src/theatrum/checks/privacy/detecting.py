"""The one way from a text to what is identifying in it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.hits import Hit, Kind, Strength, Where
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_KEPT = 4_096


def detect(text: str, context: Context) -> Sequence[Hit]:
    """Return what is identifying in a text, by place; hits never overlap."""
    if not text or text.strip() in context.values:
        return ()
    hits = [hit for writing in writings_for(context) for hit in _hits(writing, text, context)]
    return _settled(_identifying(hits, text, context)) if hits else ()


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
    )


def _hits(writing: Writing, text: str, context: Context) -> Iterator[Hit]:
    for found in writing.compiled.finditer(text):
        if writing.confirm is None or writing.confirm(found, context):
            start, end = found.span(writing.part)
            yield Hit(writing.kind, start, end - start, writing.strength, writing.name)


def _identifying(hits: Sequence[Hit], text: str, context: Context) -> list[Hit]:
    """Leave out what lies within a token that identifies nobody."""
    if context.harmless is None:
        return list(hits)
    spans = [found.span() for found in context.harmless.finditer(text)]
    return [hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in spans)]


def _settled(hits: Iterable[Hit]) -> list[Hit]:
    """Keep of what overlaps the surest, then the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.strength is not Strength.STRONG, -one.length, one.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda one: one.start)
