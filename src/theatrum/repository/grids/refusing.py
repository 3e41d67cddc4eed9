"""Texts that may identify a person: a room above says which may not enter a grid, and which wait for a reviewer.

It is asked outside of any transaction, before anything of a change is stored. What the source of a grid has is not
asked about: the file it comes from was screened itself.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from theatrum.kernel.hooks import Hooks
from theatrum.repository.entities.refusing import Seen
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.errors import CellsIdentify, RefusedCell
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.policy import PIECE

__all__ = [
    "Entering",
    "Screen",
    "Seen",
    "distinct_texts",
    "given_texts",
    "is_asked",
    "of_row",
    "refuse",
    "refused_cells",
    "refused_rows",
    "register",
    "require_clean",
    "seen_among",
    "seen_in",
    "texts_of",
    "unregister",
]

# So many cells are named in a refusal; all are counted.
MOST_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Entering:
    """Texts that would enter a row that is there (``row``), or the new row of an index, by slot."""

    row: int | None
    index: int | None
    texts: Mapping[int, str]


Texts = Mapping[int, Collection[str]]
SeenTexts = Mapping[int, Mapping[str, Seen]]
# Returns by slot and text what was seen in texts; of those in which nothing stands, nothing.
Screen = Callable[[Workspace, Texts], SeenTexts]

_screens = Hooks[Screen]()
# Let a room look at texts before they enter, and let it do so no more.
register, unregister = _screens.register, _screens.unregister


def is_asked() -> bool:
    """Tell whether any room looks at texts."""
    return bool(_screens)


def seen_in(workspace: Workspace, rows: Sequence[Mapping[int, str]]) -> list[dict[int, Seen]]:
    """Return what stands in the texts of some rows, by slot; most rows have nothing."""
    seen = seen_among(workspace, distinct_texts(rows)) if _screens else {}
    return [of_row(seen, row) for row in rows]


def of_row(seen: SeenTexts, row: Mapping[int, str | None]) -> dict[int, Seen]:
    """Return what was seen in the texts of one row, by slot."""
    found = ((slot, seen[slot].get(row[slot] or "")) for slot in seen.keys() & row.keys())
    return {slot: one for slot, one in found if one is not None}


def seen_among(workspace: Workspace, texts: Texts) -> SeenTexts:
    """Return by slot and text what was seen in texts; what is refused goes before what is not."""
    found: dict[int, dict[str, Seen]] = {}
    for screen in _screens:
        for slot, seen in screen(workspace, texts).items():
            known = found.setdefault(slot, {})
            known.update({text: one for text, one in seen.items() if text not in known or one.is_refused})
    return found


def distinct_texts(rows: Iterable[Mapping[int, str | None]]) -> dict[int, set[str]]:
    """Return the texts of rows by slot, each once; of thousands of rows of a column most are the same."""
    found: dict[int, set[str]] = {}
    for row in rows:
        for slot, text in row.items():
            if slot not in found:
                found[slot] = set()
            if text is not None:
                found[slot].add(text)
    return found


def texts_of(cells: Cells) -> dict[int, str]:
    """Return the texts of a row by slot, without empty cells."""
    return {slot: text for slot, text in enumerate(cells) if text is not None}


def given_texts(cells: Mapping[int, str | None]) -> dict[int, str]:
    """Return the texts among cells by slot, without empty ones."""
    return {slot: text for slot, text in cells.items() if text is not None}


def refused_cells(workspace: Workspace, entering: Sequence[Entering]) -> list[RefusedCell]:
    """Return the cells that may not be stored, in order."""
    seen = seen_in(workspace, [one.texts for one in entering])
    return [
        RefusedCell(place.row, place.index, slot, one.code, one.reason, one.shape)
        for place, found in zip(entering, seen, strict=True)
        for slot, one in sorted(found.items())
        if one.is_refused
    ]


def refused_rows(workspace: Workspace, rows: Iterable[Mapping[int, str | None]]) -> Iterator[RefusedCell]:
    """Yield the cells of rows to be imported, as texts by slot, that may not be stored: each with its row's index."""
    if not _screens:
        return
    entering = (Entering(None, index, given_texts(row)) for index, row in enumerate(rows))
    while some := list(islice(entering, PIECE)):
        yield from refused_cells(workspace, some)


def require_clean(workspace: Workspace, entering: Iterable[Entering]) -> None:
    """Return quietly if all of some texts may be stored. Raises CellsIdentify."""
    if _screens:
        refuse(refused_cells(workspace, list(entering)))


def refuse(cells: Iterable[RefusedCell]) -> None:
    """Raise CellsIdentify if there are any cells."""
    kept, count = [], 0
    for count, one in enumerate(cells, start=1):
        if count <= MOST_TOLD:
            kept.append(one)
    if kept:
        raise CellsIdentify(count=count, cells=kept, first=_told(kept[0]))


def _told(cell: RefusedCell) -> str:
    if cell.row is not None:
        return f"row {cell.row:,}: {cell.reason}"
    return f"new row {(cell.index or 0) + 1:,}: {cell.reason}"
