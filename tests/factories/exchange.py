"""Imports for tests, begun by the real actions, in whose thread their jobs run."""

from typing import Any

from tests.factories.entities import make_handle
from theatrum.consortium.exchange import actions
from theatrum.consortium.exchange.models import Import
from theatrum.consortium.exchange.queries import get_import, shown_of
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.models import Workspace


def begin(ann: Actor, workspace: Workspace, content: bytes, *, name: str = "table.csv") -> Import:
    """Upload a file and let it be read."""
    handle = make_handle(ann, name=name)
    blob = store().put([content])
    FileHandle.objects.filter(pk=handle.pk).update(
        key=blob.key, md5=blob.digest.md5, size=blob.size, verification="verified", sha256=blob.digest.sha256
    )
    workspace.refresh_from_db()
    with writing():
        found = actions.begin_import(actor=ann, workspace=workspace, handle=FileHandle.objects.get(pk=handle.pk))
    return again(ann, workspace, found)


def again(ann: Actor, workspace: Workspace, found: Import) -> Import:
    """Return an import as it is now."""
    return get_import(ann, workspace.session_id, str(found.pk))


def choose(ann: Actor, workspace: Workspace, found: Import, mapping: dict[str, str | None], **choices: Any) -> Import:
    """Say what columns mean and what is decided."""
    with writing():
        actions.choose(actor=ann, import_id=str(found.pk), mapping=mapping, choices=dict(choices))
    return again(ann, workspace, found)


def write(ann: Actor, workspace: Workspace, found: Import, **choices: Any) -> Import:
    """Confirm an import, which is written at once."""
    with writing():
        actions.apply_import(actor=ann, import_id=str(found.pk), choices={**found.choices, **choices})
    return again(ann, workspace, found)


def told(found: Import) -> Any:
    """Return what an import shows."""
    return dict(shown_of(found))
