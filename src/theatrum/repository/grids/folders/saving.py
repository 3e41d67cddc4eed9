"""Writing a grid over a folder to its files: the changed cells of each as annotations, each file all at once or not."""

import time

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.errors import GridIsBusy
from theatrum.repository.grids.folders.filling import fill_in
from theatrum.repository.grids.folders.source import FolderSource
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.synchronizing import alone
from theatrum.repository.grids.view_synchronizing import Met, synchronize_files

# Rows are followed in moments: who saves waits for that rather than being refused.
_WAITS = 50
_WAIT = 0.1


def save_alone(actor: Actor, workspace: Workspace, *, token: str, waits: bool = False) -> Met:
    """Take in what files have become, and write the changed cells of each file as its annotations.

    Each file by itself, with its etag: what is refused is told. With ``waits`` cells in conflict wait until somebody
    has chosen. Not inside a transaction; a job's work where the grid is large. ``token`` is a word of the caller's
    outside of jobs. Raises GridIsBusy, and what access refuses.
    """
    for left in reversed(range(_WAITS)):
        try:
            with alone(workspace, token):
                met = synchronize_files(actor, workspace, FolderSource(workspace), waits=waits)
                fill_in(actor, workspace)
                return met
        except GridIsBusy:
            if not left:
                raise
            time.sleep(_WAIT)
    raise GridIsBusy(id=workspace.session_id)
