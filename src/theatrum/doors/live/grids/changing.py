"""A change as a browser says it, put into the words of the repository."""

from collections.abc import Mapping

from theatrum.doors.live.grids import messages
from theatrum.repository.grids.cells import Cells, as_cells, cell_text
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.models import Workspace


def change_of(said: messages.Change, workspace: Workspace) -> Change:
    """Return a change; of a cell that is said twice the last text counts. Raises GridIsInvalid.

    A text of nothing but blanks is an empty cell.
    """
    cells: dict[int, dict[int, str | None]] = {}
    for row, slot, text in said.cells:
        texts = cells.get(row)
        if texts is None:
            texts = cells[row] = {}
        texts[slot] = text if text and not text.isspace() else None
    inserted = [Inserted(_cells(row.cells, workspace), row.after) for row in said.insert]
    gone = dict.fromkeys(said.delete)
    # What is set in a row that goes with the same act would be gone with it.
    kept = {row: texts for row, texts in cells.items() if row not in gone} if gone else cells
    return Change(cells=kept, inserted=inserted, deleted=[*gone], restored=[*dict.fromkeys(said.restore)])


def _cells(texts: Mapping[str, str | None], workspace: Workspace) -> Cells:
    slots = set(workspace.column_order)
    found: dict[int, str | None] = {}
    for name, text in texts.items():
        if not name.isascii() or not name.isdecimal() or len(name) > 6 or int(name) not in slots:
            raise GridIsInvalid(reason=f"The grid has no column in slot {name[:20]!r}: read its columns once more.")
        found[int(name)] = cell_text(text)
    return as_cells(found, max(found, default=-1) + 1)
