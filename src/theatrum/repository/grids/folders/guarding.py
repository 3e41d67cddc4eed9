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


def require_writable(workspace: Workspace, slots: set[int]) -> None:
    """Return quietly if cells in some slots of a grid over a folder may be written. Raises GridIsInvalid."""
    if workspace.source.kind not in FOLDERS or not slots:
        return
    for slot, field in fields_of(workspace).items():
        if slot in slots:
            raise GridIsInvalid(reason=f"{field.title} shows what the file is: it is not written in the grid.")
