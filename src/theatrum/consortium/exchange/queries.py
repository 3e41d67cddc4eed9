"""Reading imports, what they show, and what went out."""

from collections.abc import Mapping
from uuid import UUID

from theatrum.consortium.exchange.columns import fold
from theatrum.consortium.exchange.errors import ImportHasMoved, ImportNotFound
from theatrum.consortium.exchange.models import ColumnName, Import, State
from theatrum.consortium.exchange.showing import read_shown
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import get_workspace

_WORDS = {
    State.READING: "read",
    State.CHOOSING: "waiting for a sheet",
    State.READY: "shown",
    State.APPLYING: "written",
    State.DONE: "written",
    State.FAILED: "refused",
    State.DISCARDED: "discarded",
}


def get_import(actor: Actor, session_id: str, import_id: str) -> Import:
    """Return an import of the actor's own, with its grid. Raises ImportNotFound, and as ``get_workspace``."""
    workspace = get_workspace(actor, session_id)
    found = find_import(import_id)
    if found is None or found.workspace_id != workspace.id:
        raise ImportNotFound(id=import_id[:40])
    if found.actor_id != actor.id and not actor.is_administrator:
        raise ImportNotFound(id=import_id[:40])
    found.workspace = workspace
    return found


def find_import(import_id: str) -> Import | None:
    """Return an import, whoever asks; None where there is none."""
    try:
        number = UUID(import_id)
    except ValueError:
        return None
    found = Import.objects.select_related("workspace__source__current", "handle", "shown", "changes", "checkout")
    return found.filter(pk=number).first()


def lock_import(import_id: str, *states: State) -> Import:
    """Return an import for a change, which nobody else makes meanwhile. Raises ImportNotFound, ImportHasMoved."""
    found = find_import(import_id)
    if found is None:
        raise ImportNotFound(id=import_id[:40])
    list(Import.objects.select_for_update().filter(pk=found.pk).values_list("pk"))
    found.refresh_from_db()
    if State(found.state) not in states:
        raise ImportHasMoved(file=found.file_name, state=word_of(found))
    return found


def word_of(found: Import) -> str:
    """Return where an import is, as a refusal says it."""
    return _WORDS[State(found.state)]


def shown_of(found: Import) -> Mapping[str, JsonValue]:
    """Return what an import shows; nothing where that was purged."""
    if found.shown is None or not found.shown.key:
        return {}
    try:
        return read_shown(found.shown)
    except BlobNotFound:
        return {}


def remembered_columns(workspace: Workspace, component: str) -> dict[str, str]:
    """Return what headers mean at the center of a grid, folded: a column, or an empty text for none."""
    known = ColumnName.objects.filter(project_id=workspace.source.project_id, component=component[:300])
    return dict(known.values_list("header", "column"))


def header_key(header: str) -> str:
    """Return how a header is remembered."""
    return fold(header)[:300]
