"""What a search of the data model found, and how two versions of it differ, as text for a terminal."""

from collections.abc import Iterator, Sequence

from theatrum.checks.catalogue.changes import Change, ModelDiff
from theatrum.checks.catalogue.hits import Hit
from theatrum.checks.report.look import Look
from theatrum.doors.cli.model_words import counted, listed

_WIDTH = 11
_PLACES = 3


def hits_text(hits: Sequence[Hit], term: str, version: str, *, limit: int, look: Look) -> str:
    """Write hits, best first, with where each leads."""
    if not hits:
        return f"Nothing in version {version} fits {term!r}."
    lines = [line for hit in hits for line in _hit(hit, look)]
    if len(hits) == limit:
        lines += ["", f"These are the best {limit}; --limit shows more."]
    return "\n".join(lines)


def diff_text(found: ModelDiff, look: Look, *, is_breaking_only: bool = False) -> str:
    """Write the changes between two versions, by component."""
    breaking = len(found.breaking)
    lines = [f"{found.old} to {found.new}: {counted(len(found.changes), 'change')}, {breaking:,} of them breaking."]
    for component, changes in found.by_component().items():
        shown = [one for one in changes if one.severity == "breaking" or not is_breaking_only]
        if shown:
            lines += ["", look.bold(component)]
            lines += [line for change in shown for line in _change(change, look)]
    return "\n".join(lines)


def _hit(hit: Hit, look: Look) -> Iterator[str]:
    text = hit.text if hit.value is None else hit.value
    meaning = f"  {hit.label}" if hit.label else ""
    also = f"  (also: {hit.text})" if hit.value is not None and hit.text not in (hit.value, hit.label) else ""
    yield f"{hit.kind:<{_WIDTH}}{look.bold(text)}{meaning}{also}"
    indent = " " * _WIDTH
    if hit.about:
        yield from look.wrapped(hit.about, indent, indent)
    if hit.kind != "component":
        more = len(hit.places) - _PLACES
        places = [f"{one.component} {one.attribute}" if hit.value else one.component for one in hit.places[:_PLACES]]
        rest = f" and {more:,} more" if more > 0 else ""
        yield from look.wrapped(f"in {listed(places)}{rest}", indent, indent)


def _change(change: Change, look: Look) -> Iterator[str]:
    yield from look.wrapped(change.words, f"  {change.severity:<{_WIDTH - 1}}", " " * (_WIDTH + 1))
    yield from look.wrapped(change.effect, " " * (_WIDTH + 1), " " * (_WIDTH + 1))
