"""The fields of an entity that a view shows as columns: their names, types, and the SQL that yields them.

In the SQL, ``n`` is the entity, ``v`` its current version and ``h`` the file of that version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connection

from theatrum.repository.tables.column import Column, ColumnType, FacetType
from theatrum.repository.tables.sql.values import sort_of

_S, _I, _D = ColumnType.STRING, ColumnType.INTEGER, ColumnType.DATE
_E, _U, _F = ColumnType.ENTITYID, ColumnType.USERID, ColumnType.FILEHANDLEID
_ENUMERATION, _RANGE = FacetType.ENUMERATION, FacetType.RANGE
_S3 = "org.sagebionetworks.repo.model.file.S3FileHandle"
_EXTERNAL = "org.sagebionetworks.repo.model.file.ExternalFileHandle"
# What handles say on the wire of where bytes are.
_BUCKET = "theatrum"


@dataclass(frozen=True)
class Field:
    """A field of entities as a column: its type, the size of its text, and how it narrows down."""

    name: str
    column_type: ColumnType
    maximum_size: int | None = None
    facet_type: FacetType | None = None

    @property
    def column(self) -> Column:
        """The definition of the column."""
        return Column(
            id=0,
            name=self.name,
            column_type=self.column_type,
            maximum_size=self.maximum_size,
            facet_type=self.facet_type,
        )


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("id", _E),
        Field("name", _S, 256),
        Field("description", _S, 1000),
        Field("createdOn", _D, facet_type=_RANGE),
        Field("createdBy", _U, facet_type=_ENUMERATION),
        Field("etag", _S, 36),
        Field("type", _S, 20, _ENUMERATION),
        Field("currentVersion", _I),
        Field("parentId", _E, facet_type=_ENUMERATION),
        Field("benefactorId", _E),
        Field("projectId", _E, facet_type=_ENUMERATION),
        Field("modifiedOn", _D, facet_type=_RANGE),
        Field("modifiedBy", _U, facet_type=_ENUMERATION),
        Field("path", _S, 1000),
        Field("dataFileHandleId", _F),
        Field("dataFileName", _S, 256),
        Field("dataFileSizeBytes", _I),
        Field("dataFileMD5Hex", _S, 100),
        Field("dataFileConcreteType", _S, 65, _ENUMERATION),
        Field("dataFileBucket", _S, 100, _ENUMERATION),
        Field("dataFileKey", _S, 700),
    )
}


def field_of(column: Column) -> Field | None:
    """Return the field that a column shows, or None: then it shows the annotation of its name."""
    field = FIELDS.get(column.name)
    return field if field is not None and sort_of(field.column_type) is sort_of(column.column_type) else None


def sql_of(field: Field) -> str:
    """Return the SQL of a field."""
    return _SQL[field.name]() if field.name in _SQL else _TIMES[field.name]()


def path_sql(name: str = "an.name") -> str:
    """Return the SQL of the names from the project down to the entity; ``name`` is that of an ancestor ``an``."""
    steps = (
        f"SELECT {name} AS name, ap.depth AS depth FROM entities_ancestry ap"  # noqa: S608  # made of parts that we wrote
        " JOIN entities_node an ON an.id = ap.ancestor_id WHERE ap.node_id = n.id AND an.parent_id IS NOT NULL"
    )
    if connection.vendor == "postgresql":
        return f"(SELECT string_agg(p.name, '/' ORDER BY p.depth DESC) FROM ({steps}) p)"  # noqa: S608  # constants
    return f"(SELECT group_concat(p.name, '/') FROM ({steps} ORDER BY ap.depth DESC) p)"  # noqa: S608  # constants


def _id(sql: str) -> str:
    return f"('syn' || {sql})"


def _milliseconds(sql: str) -> str:
    if connection.vendor == "postgresql":
        return f"round(extract(epoch FROM {sql}) * 1000)::bigint"
    return f"CAST(round((julianday({sql}) - 2440587.5) * 86400000) AS INTEGER)"


def _detail(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"(v.details ->> '{name}')"
    return f"json_extract(v.details, '$.{name}')"


_SQL: Mapping[str, Callable[[], str]] = {
    "id": lambda: _id("n.id"),
    "name": lambda: "n.name",
    "description": lambda: _detail("description"),
    "createdBy": lambda: "n.created_by",
    "etag": lambda: "n.etag",
    "type": lambda: "n.kind",
    "currentVersion": lambda: "v.number",
    "parentId": lambda: _id("n.parent_id"),
    "benefactorId": lambda: _id("n.benefactor_id"),
    "projectId": lambda: _id("n.project_id"),
    "modifiedBy": lambda: "v.modified_by",
    "path": path_sql,
    "dataFileHandleId": lambda: "h.id",
    "dataFileName": lambda: f"coalesce({_detail('fileNameOverride')}, h.file_name)",
    "dataFileSizeBytes": lambda: "h.size",
    "dataFileMD5Hex": lambda: "nullif(h.md5, '')",
    "dataFileConcreteType": lambda: f"CASE WHEN h.url <> '' THEN '{_EXTERNAL}' WHEN h.id IS NOT NULL THEN '{_S3}' END",
    "dataFileBucket": lambda: f"CASE WHEN h.url = '' THEN '{_BUCKET}' END",
    "dataFileKey": lambda: "CASE WHEN h.url = '' THEN h.id || '/' || h.file_name END",
}
_TIMES: Mapping[str, Callable[[], str]] = {
    "createdOn": lambda: _milliseconds("n.created_on"),
    "modifiedOn": lambda: _milliseconds("v.modified_on"),
}
