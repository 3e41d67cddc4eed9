"""The rows of a workspace that have to do with some others: those that are alike, and those that they come from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from theatrum.consortium.linking.marks import Marker, Marks, texts_of
from theatrum.consortium.linking.models import Mention, Role
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.models import Row, Workspace

# Rows that are looked at beside those that are judged. Where a thousand rows share a key, that is told anyway.
MOST = 3_000
_PIECE = 900


@dataclass(slots=True)
class Line:
    """A row as links are judged of it; ``id`` 0 for one that is not stored yet."""

    number: int
    cells: Cells
    marks: Marks
    id: int = 0
    version: int = 0
    findings: list[JsonObject] = field(default_factory=list)


def load(workspace: Workspace, marker: Marker, numbers: Iterable[int]) -> dict[int, Line]:
    """Return rows that are there, by number."""
    found: dict[int, Line] = {}
    for part in _parts(sorted(set(numbers))):
        rows = Row.objects.filter(workspace=workspace, number__in=part, is_deleted=False)
        for key, number, version, cells, findings in rows.values_list("id", "number", "version", "cells", "findings"):
            found[number] = Line(number, cells or [], marker.marks(cells or []), key, version, findings or [])
    return found


def mentioning(
    workspace: Workspace, texts: Mapping[Role, Collection[str]], *, but: Collection[int] = (), most: int = MOST
) -> set[int]:
    """Return the numbers of rows that have one of some texts in one of their roles, the first ones."""
    wanted = sorted(set().union(*texts.values()))
    found: set[int] = set()
    for part in _parts(wanted):
        rows = Mention.objects.filter(workspace=workspace, text__in=part, role__in=list(texts)).exclude(number__in=but)
        for number, role, text in rows.values_list("number", "role", "text")[: most * 4]:
            if text in texts[Role(role)]:
                found.add(number)
    return set(sorted(found)[:most])


def concerned(workspace: Workspace, moved: Marks, *, but: Collection[int] = ()) -> set[int]:
    """Return the rows of which something else may be said where marks came or went: the same, and what names them."""
    given, alike = texts_of(moved, Role.GIVES), texts_of(moved, Role.ALIKE)
    texts = {Role.GIVES: given, Role.NAMES: given, Role.ALIKE: alike}
    return mentioning(workspace, texts, but=but) if given or alike else set()


def hood_of(marker: Marker, judged: Iterable[Line], beside: Iterable[Line], *, gone: Collection[int]) -> list[Line]:
    """Return the rows without which nothing can be said of those that are judged.

    ``beside`` are rows as they will be, which are not judged; ``gone`` ones are no more.
    """
    workspace, found, asked = marker.subject.workspace, dict[int, Line](), set[tuple[Role, str]]()
    waiting = [*judged, *beside]
    seen = {*(line.number for line in waiting), *gone}
    alike = _wanted(judged, Role.ALIKE, Role.ALIKE) | _wanted(judged, Role.GIVES, Role.GIVES)
    while waiting and len(found) < MOST:
        # Parents of all; and of those that are judged, what is the same.
        wanted = (_wanted(waiting, Role.NAMES, Role.GIVES) | alike) - asked
        alike = set()
        if not wanted:
            break
        asked |= wanted
        texts = {role: {text for one, text in wanted if one is role} for role in (Role.GIVES, Role.ALIKE)}
        numbers = mentioning(workspace, texts, but=seen, most=MOST - len(found))
        seen |= numbers
        lines = load(workspace, marker, numbers)
        found |= lines
        waiting = list(lines.values())
    return list(found.values())


def _wanted(lines: Iterable[Line], role: Role, looked_for: Role) -> set[tuple[Role, str]]:
    return {(looked_for, text) for line in lines for text in texts_of(line.marks, role)}


def _parts(items: list[str] | list[int]) -> Iterable[list[str] | list[int]]:
    return [items[start : start + _PIECE] for start in range(0, len(items), _PIECE)]
