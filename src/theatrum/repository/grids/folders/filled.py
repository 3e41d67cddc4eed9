"""Which cells the server filled in by itself, and whether what it wrote stands there still."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.folders.knowledge import Filled
from theatrum.repository.grids.folders.models import FilledRow
from theatrum.repository.grids.models import Workspace

Marks = Mapping[int, Mapping[int, Filled]]


def filled_slots(workspace: Workspace, rows: Mapping[int, Cells]) -> dict[int, dict[int, str]]:
    """Return by row and slot where the text is from, of those cells that hold what was filled in."""
    found: dict[int, dict[int, str]] = {}
    for number, marks in _stored(workspace, list(rows)).items():
        mine = {slot: where for slot, (mark, where) in marks.items() if mark == digest(cell(rows[number], slot))}
        if mine:
            found[number] = mine
    return found


def ever_filled(workspace: Workspace, numbers: Sequence[int]) -> dict[int, dict[int, str]]:
    """Return by row and slot the digests of what was filled in, whatever stands there now."""
    stored = _stored(workspace, numbers)
    return {number: {slot: mark for slot, (mark, _) in marks.items()} for number, marks in stored.items()}


def note_filled(*, workspace: Workspace, marks: Marks) -> None:
    """Remember what is filled in, beside what was before. Inside a write transaction."""
    before = {row.number: row.cells for row in _rows(workspace, list(marks))}
    rows = [
        FilledRow(workspace=workspace, number=number, cells={**before.get(number, {}), **_as_json(found)})
        for number, found in marks.items()
    ]
    FilledRow.objects.bulk_create(
        rows, batch_size=1_000, update_conflicts=True, unique_fields=["workspace", "number"], update_fields=["cells"]
    )


def digest(text: str | None) -> str:
    """Return what stands for a text."""
    return "" if text is None else blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _as_json(found: Mapping[int, Filled]) -> dict[str, list[str]]:
    return {str(slot): [digest(one.text), one.where] for slot, one in found.items()}


def _stored(workspace: Workspace, numbers: Sequence[int]) -> dict[int, dict[int, tuple[str, str]]]:
    return {
        row.number: {int(slot): (str(mark), str(where)) for slot, (mark, where) in row.cells.items()}
        for row in _rows(workspace, numbers)
    }


def _rows(workspace: Workspace, numbers: Sequence[int]) -> list[FilledRow]:
    # Both engines take some thousand values with ease, and a window of rows has fewer.
    return [
        row
        for start in range(0, len(numbers), 2_000)
        for row in FilledRow.objects.filter(workspace=workspace, number__in=numbers[start : start + 2_000])
    ]
