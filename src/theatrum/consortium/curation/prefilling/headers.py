"""What the header of a file says, as cells of its row: by what the profile knows of columns and facts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from theatrum.checks.columns.lists import join_list
from theatrum.checks.formats.inspection import Fact
from theatrum.checks.profile.inspection_shapes import Declared, Filling, Inspections


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a file as such: its label and the facts of its header, its checksum and its size in bytes."""

    label: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    md5: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a cell may hold, and where that is from; ``is_list`` where it has several items."""

    column: str
    text: str
    where: str
    is_list: bool = False


def cells_of(rules: Inspections, component: str, seen: Seen) -> Iterator[Told]:
    """Yield the cells that a file of a component can be filled in with; the first for a column counts."""
    known: tuple[Filling | Declared, ...] = (*rules.filled, *rules.declared)
    for rule in known:
        if rule.components and component not in rule.components:
            continue
        told = _filled(rule, seen) if isinstance(rule, Filling) else _declared(rule, seen)
        if told is not None:
            yield told


def text_of(fact: Fact) -> str:
    """Return a fact as a cell holds it."""
    match fact:
        case bool():
            return str(fact).lower()
        case float():
            return str(int(fact)) if fact.is_integer() else repr(fact)
        case str() | int():
            return str(fact)
        case _:
            return join_list([str(item) for item in fact])


def _declared(rule: Declared, seen: Seen) -> Told | None:
    fact = seen.facts.get(rule.fact)
    return None if fact is None or not rule.fills else _told(rule.column, rule.fact, fact)


def _filled(rule: Filling, seen: Seen) -> Told | None:
    if rule.file == "md5":
        return Told(rule.column, seen.md5, "checksum of the file") if seen.md5 else None
    if rule.file == "size":
        return None if seen.size is None else Told(rule.column, str(seen.size), "size of the file")
    fact = seen.facts.get(rule.fact or "")
    if fact is None or (rule.values and str(fact) not in rule.values):
        return None
    return _told(rule.column, rule.fact or "", rule.values.get(str(fact), fact))


def _told(column: str, name: str, fact: Fact) -> Told:
    is_list = not isinstance(fact, bool | int | float | str)
    return Told(column, text_of(fact), f"header of the file ({name})", is_list)
