"""Mappings before they are kept: texts that may identify a person are left out, outside of any transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from theatrum.consortium.curation.mappings.errors import MappingIsInvalid
from theatrum.consortium.curation.mappings.models import LONGEST, LONGEST_NAME, Mapping
from theatrum.repository.grids import refusing
from theatrum.repository.grids.models import Workspace


@dataclass(frozen=True, slots=True)
class Pair:
    """What a text of a column is written as; empty where the cell becomes empty."""

    column: str
    before: str
    after: str


def keepable(workspace: Workspace, pairs: Iterable[tuple[int, str, str]]) -> list[Pair]:
    """Return those of some texts by slot that may be kept: short ones, which identify nobody on either side."""
    names = {slot: name for name, slot in workspace.slots.items() if len(name) <= LONGEST_NAME}
    short = [
        (slot, before, after)
        for slot, before, after in pairs
        if slot in names and before.strip() and before != after and max(len(before), len(after)) <= LONGEST
    ]
    seen = refusing.seen_in(workspace, [{slot: text} for slot, *texts in short for text in texts if text])
    marked = iter(seen)
    kept: list[Pair] = []
    for slot, before, after in short:
        found = [next(marked) for text in (before, after) if text]
        if not any(found):
            kept.append(Pair(names[slot], before, after))
    return kept


def require_keepable(workspace: Workspace, mapping: Mapping, after: str) -> str:
    """Return what a mapping may be written as. Raises MappingIsInvalid."""
    slot = workspace.slots.get(mapping.column)
    if slot is None:
        raise MappingIsInvalid(reason=f"This grid has no column {mapping.column}: change the mapping in one that has.")
    if len(after) > LONGEST:
        raise MappingIsInvalid(reason=f"The text has {len(after):,} characters; {LONGEST} is the most.")
    if after == mapping.before:
        raise MappingIsInvalid(reason="That is what stands there already: take the mapping away instead.")
    if "\x00" in after or (after and not keepable(workspace, [(slot, mapping.before, after)])):
        raise MappingIsInvalid(reason="The text may identify a person, or holds a sign that is none: write another.")
    return after
