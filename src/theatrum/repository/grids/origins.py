"""Which files the rows of a workspace come from: what locks one of them locks the workspace, for the same people."""

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Version
from theatrum.repository.files import locks
from theatrum.repository.files.derived import Holder, note_rows
from theatrum.repository.grids.models import Workspace


def require_open(actor: Actor, version: Version | None) -> None:
    """Raise FileIsLocked where the file of a version is locked for the actor."""
    if version is not None and version.handle is not None:
        locks.require_open(actor, version.handle)


def note_version(workspace: Workspace, version: Version | None) -> None:
    """Note that the rows of a version are in a workspace from now on."""
    if version is not None and version.handle_id is not None:
        note_rows(holder=Holder.GRID, holder_id=workspace.id, handle_id=version.handle_id)
