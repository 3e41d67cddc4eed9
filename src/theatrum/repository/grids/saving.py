"""Writing a grid to its record set: a new version of the CSV with the validation of its rows, all at once or not."""

from dataclasses import dataclass, replace

from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.errors import EntityIsInvalid
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files import arrivals
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.actions.synchronizing import Standing, lock, settle_saved, stand_at
from theatrum.repository.grids.comments.actions import follow_rows
from theatrum.repository.grids.exporting import Instead, export_records
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.origins import note_version
from theatrum.repository.grids.writing_csv import form_of
from theatrum.repository.records.judging import descriptor_of

CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: the version of the record set, its summary, and the validation file."""

    version: int
    summary: JsonObject
    validation_handle_id: int


@dataclass(frozen=True, slots=True)
class Naming:
    """What people say of a version: its label, None for its number, and a comment."""

    label: str | None = None
    comment: str = ""


def save_records(
    actor: Actor,
    workspace: Workspace,
    node: Node,
    *,
    instead: Instead | None = None,
    rows_are_new: bool = True,
    naming: Naming | None = None,
) -> Saved:
    """Write the rows of a grid as the next version of the record set, as which ``node`` was read.

    Without new rows only the validation is written, if it is another one. Raises EtagIsStale where the record set
    was changed since, VersionLabelIsTaken, and what access refuses.
    """
    version = _current(node)
    exported = export_records(workspace, form=form_of(descriptor_of(version)), instead=instead)
    summary = exported.summary(node.public_id)
    known = _same_validation(version, exported.validation)
    if not rows_are_new and known is not None:
        return Saved(version.number, summary, known)
    with writing():
        rows = _handle(actor, exported.rows, version, workspace) if rows_are_new else version.handle
        name = f"{workspace.session_id}-validation.csv"
        origin = Origin(Holder.GRID, workspace.id)
        validation = create_handle_of_blob(
            actor=actor, blob=exported.validation, file_name=name, content_type=CSV, origin=origin
        )
    wanted = _wanted(node, summary, rows=rows, validation=validation)
    if rows_are_new:
        named = naming or Naming()
        wanted = replace(wanted, label=named.label, comment=named.comment)
    draft = draft_update(actor=actor, node_id=node.id, etag=node.etag, fields=wanted, new_version=rows_are_new)
    if rows_are_new and rows is not None:
        # Whoever sits at this grid reads what comes of it: they would wait for their own rows.
        arrivals.foreseen(rows, node.id)
    with writing():
        # First the workspace, as every operation locks it; then the entity.
        lock(workspace=workspace)
        saved = _current(update_entity(actor=actor, draft=draft))
        if rows_are_new:
            settle_saved(workspace=workspace, exported=exported, instead=instead or {})
            standing = Standing(version=saved.number, columns=workspace.columns, numbers=exported.numbers)
            stand_at(workspace=workspace, standing=standing)
            note_version(workspace, saved)
            follow_rows(workspace=workspace)
    return Saved(saved.number, summary, validation.pk)


def _current(node: Node) -> Version:
    if node.current is None:
        raise EntityIsInvalid(reason=f"{node.public_id} cannot be changed.")
    return node.current


def _handle(actor: Actor, blob: StoredBlob, version: Version, workspace: Workspace) -> FileHandle:
    name = version.handle.file_name if version.handle else f"{workspace.session_id}.csv"
    return create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=CSV)


def _wanted(node: Node, summary: JsonObject, *, rows: FileHandle | None, validation: FileHandle) -> EntityFields:
    fields = fields_of(node)
    details: JsonObject = {
        **fields.details,
        "validationSummary": summary,
        "validationFileHandleId": str(validation.pk),
    }
    return replace(fields, handle_id=rows.pk if rows else fields.handle_id, details=details)


def _same_validation(version: Version, blob: StoredBlob) -> int | None:
    """Return the validation file of a version, if it says the same."""
    text = version.details.get("validationFileHandleId")
    known = FileHandle.objects.filter(pk=int(text)).first() if isinstance(text, str) and text.isdecimal() else None
    return known.pk if known is not None and known.md5 == blob.digest.md5 else None
