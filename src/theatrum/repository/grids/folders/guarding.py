"""What nobody may do in a grid over a folder: rows are its files, and what is known of them is no cell to write in."""

from theatrum.repository.grids.authorization import FOLDERS
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.folders.columns import fields_of
from theatrum.repository.grids.models import Workspace


def require_rows_stay(workspace: Workspace, *, is_adding: bool, is_deleting: bool) -> None:
    """Return quietly if a change leaves the rows of a grid over a folder as they are. Raises GridIsInvalid."""
    if workspace.source.kind not in FOLDERS:
        return
    if is_adding:
        raise GridIsInvalid(reason="Rows of this grid are files: upload a file to the folder, and its row comes.")
    if is_deleting:
        raise GridIsInvalid(reason="Rows of this grid are files: delete the file itself to be rid of its row.")


def unwritable_slots(workspace: Workspace) -> dict[int, str]:
    """Return why the cells of some slots may not be written: those of a folder that show what a file is."""
    if workspace.source.kind not in FOLDERS:
        return {}
    return {
        slot: f"{field.title} shows what the file is: it is not written in the grid."
        for slot, field in fields_of(workspace).items()
    }
