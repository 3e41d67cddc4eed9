"""What rows come from, by local names: resolved to identifiers, and made where a participant is new."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from theatrum.checks.numbering.crosswalk import Crosswalk
from theatrum.checks.profile.identifier_shapes import IdentifierAttribute, Identifiers
from theatrum.checks.profile.identifiers import PARTICIPANT

_SEPARATORS = re.compile(r"\s*[,;|]\s*")


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent of a row: an ``id`` where that is known, else what has to be made or waited for.

    ``kinds`` are those it may be of; several where that cannot be told, none where nobody knows it.
    """

    local_id: str
    kinds: tuple[str, ...] = ()
    id: str | None = None
    is_new: bool = False
    is_waiting: bool = False


class Parents:
    """Looks parents up: identifiers as they are, rows of the same table, and what the crosswalk knows."""

    def __init__(self, identifiers: Identifiers, crosswalk: Crosswalk, kind: str, *, only: str | None = None) -> None:
        self._forms = identifiers.forms
        self._crosswalk = crosswalk
        self._kind = kind
        attribute = parent_attribute(identifiers, kind)
        kinds = attribute.kinds if attribute else (PARTICIPANT,)
        self._kinds = tuple(one for one in kinds if only in (None, one))

    def of(self, cell: str, own: str, table: Collection[str]) -> list[Parent]:
        """Return the parents that a cell names; ``own`` is the row's local id, ``table`` those of all its rows."""
        return [self._one(name, own, table) for name in names_in(cell)]

    def _one(self, name: str, own: str, table: Collection[str]) -> Parent:
        found = self._forms.kind_of(name)
        if found in self._kinds:
            return Parent(name, (found,), id=name)
        given = {kind: self._crosswalk.given(kind, name) for kind in self._kinds}
        in_table = self._kind in self._kinds and name in table and name != own
        if name == own:
            given.pop(self._kind, None)
        kinds = tuple(kind for kind, id_ in given.items() if id_ or (kind == self._kind and in_table))
        if len(kinds) == 1:
            return Parent(name, kinds, id=given[kinds[0]], is_waiting=given[kinds[0]] is None)
        if not kinds and PARTICIPANT in self._kinds:
            return Parent(name, (PARTICIPANT,), is_new=True)
        return Parent(name, kinds)


def names_in(cell: str) -> list[str]:
    """Return the names in a cell: between commas, semicolons or bars, or a JSON array."""
    names = (name.strip() for name in _SEPARATORS.split(cell.strip().strip("[]").replace('"', "")))
    return [name for name in names if name]


def parent_attribute(identifiers: Identifiers, kind: str) -> IdentifierAttribute | None:
    """Return the attribute in which things of a kind name what they come from: the first that takes several kinds."""
    return next((one for one in identifiers.attributes if len(one.kinds) > 1 and kind in one.kinds), None)


def own_attribute(identifiers: Identifiers, kind: str) -> str | None:
    """Return the attribute that holds the identifier of a kind; None where there is none."""
    return next((one.attribute for one in identifiers.attributes if one.kinds == (kind,)), None)


def rows_text(rows: Sequence[int]) -> str:
    """Return rows in words, the first few by number."""
    shown = 5
    named = ", ".join(map(str, rows[:shown]))
    more = f" and {len(rows) - shown:,} more" if len(rows) > shown else ""
    return f"row {named}" if len(rows) == 1 else f"rows {named}{more}"
