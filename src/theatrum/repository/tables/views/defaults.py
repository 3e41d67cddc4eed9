"""The columns that a view has if nobody says otherwise."""

from theatrum.repository.access.permissions import Actor
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.defining import create_columns
from theatrum.repository.tables.sql.errors import ViewIsInvalid
from theatrum.repository.tables.views.fields import FIELDS
from theatrum.repository.tables.views.scope import FILE

_BASIC = ("id", "name", "description", "createdOn", "createdBy", "etag", "modifiedOn", "modifiedBy", "path")
_OF_FILES = (
    "type", "currentVersion", "parentId", "benefactorId", "projectId",
    "dataFileHandleId", "dataFileName", "dataFileSizeBytes", "dataFileMD5Hex", "dataFileConcreteType",
    "dataFileBucket", "dataFileKey",
)  # fmt: skip


def default_columns(*, actor: Actor, view_type: str | None, mask: int | None) -> list[Column]:
    """Return the columns for a kind of view and the types that it shows; stores those that are new.

    Raises ViewIsInvalid.
    """
    if view_type not in {None, "entityview"}:
        raise ViewIsInvalid(reason=f"viewEntityType {view_type!r} is not offered by this server: expected entityview.")
    shows_files = bool((FILE if mask is None else mask) & FILE)
    names = (*_BASIC, *_OF_FILES) if shows_files else _BASIC
    return create_columns(actor=actor, columns=[FIELDS[name].column for name in names])
