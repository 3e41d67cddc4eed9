"""Which file each row of a table is, in a grid of files: by entity id, else by path and name, else by its identifier.

A row that is no file of the grid is refused, and so is one that may be several: files are made by uploading them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.consortium.exchange.columns import fold
from theatrum.consortium.exchange.incoming import Incoming, Line
from theatrum.consortium.exchange.whose import Owner, Whose
from theatrum.kernel.ids import entity_id
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream

_IDS = frozenset({"entityid", "entity", "id", "synid", "synapseid"})
_PATHS = frozenset({"path", "filepath", "filename", "file", "name"})


@dataclass
class _Files:
    """The files of a grid: row numbers by each way to name one. Several of one name make it useless."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    paths: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)
    keys: dict[str, list[int]] = field(default_factory=dict)


def seek_files(
    workspace: Workspace, incoming: Incoming, *, slots: Sequence[int | None], key_slots: Sequence[int], whose: Whose
) -> None:
    """Say of each line that has no row yet which file it is."""
    files = _files(workspace, key_slots)
    seen: dict[int, int] = {}
    for line in incoming.lines():
        if line.number in whose.owners:
            continue
        owner = _owner(files, line, incoming, slots, key_slots)
        if owner.number is not None and whose.is_met(owner.number):
            before = seen.get(owner.number)
            reason = f"Row {before:,} is about the same file." if before else "Another row is about the same file."
            owner = Owner(refused=reason)
        elif owner.number is not None:
            seen[owner.number] = line.number
        whose.take(line.number, owner)


def _files(workspace: Workspace, key_slots: Sequence[int]) -> _Files:
    found, slots = _Files(), workspace.slots
    paths = [slots[name] for name in slots if fold(name) in _PATHS]
    for row in stream(live_rows(workspace), size=PIECE):
        cells = row.cells or []
        if row.source_key is not None:
            found.ids.setdefault(entity_id(row.source_key), []).append(row.number)
        for path in {text for slot in paths if (text := cell(cells, slot)) is not None}:
            _add(found.paths, path, row.number)
            _add(found.names, path.replace("\\", "/").rpartition("/")[2], row.number)
        for text in _keys(cells, key_slots):
            _add(found.keys, text, row.number)
    return found


def _add(places: dict[str, list[int]], text: str, number: int) -> None:
    numbers = places.setdefault(text, [])
    if number not in numbers:
        numbers.append(number)


def _owner(
    files: _Files, line: Line, incoming: Incoming, slots: Sequence[int | None], key_slots: Sequence[int]
) -> Owner:
    for what, text, known in _ways(files, line, incoming, slots, key_slots):
        numbers = known.get(text, [])
        if len(numbers) == 1:
            return Owner(numbers[0])
        if len(numbers) > 1:
            return Owner(refused=f"{len(numbers)} files of the grid have the {what} {text[:100]}: name it by its id.")
        if what == "entity id":
            return Owner(refused=f"{text[:40]} is no file of this grid.")
    return Owner(refused="No file of the grid is meant: name it by its entity id, its path or its identifier.")


def _ways(
    files: _Files, line: Line, incoming: Incoming, slots: Sequence[int | None], key_slots: Sequence[int]
) -> Iterator[tuple[str, str, Mapping[str, list[int]]]]:
    """Yield what names the file, the surest first."""
    named = [(fold(header), text.strip()) for header, text in zip(incoming.columns, line.texts, strict=True) if text]
    for header, text in named:
        if header in _IDS and text.lower().removeprefix("syn").isdecimal():
            yield "entity id", entity_id(int(text.lower().removeprefix("syn"))), files.ids
    paths = [text.replace("\\", "/").removeprefix("./") for header, text in named if header in _PATHS]
    for path in paths:
        yield "path", path, files.paths
    for path in paths:
        # A file of the same name in another folder is another file.
        if "/" not in path:
            yield "name", path, files.names
    mine = {slot: text for slot, text in zip(slots, line.texts, strict=True) if slot is not None}
    for text in _keys([mine.get(slot) for slot in range(max(key_slots, default=-1) + 1)], key_slots):
        yield "identifier", text, files.keys


def _keys(cells: Cells, key_slots: Sequence[int]) -> Iterator[str]:
    texts = [cell(cells, slot) for slot in key_slots]
    if texts and all(text is not None for text in texts):
        yield "\n".join(str(text) for text in texts)
