"""Messages about columns."""

from typing import Literal

from pydantic import Field

from theatrum.doors.api.wire.message import Long, Wire

ColumnTypeName = Literal[
    "STRING",
    "DOUBLE",
    "INTEGER",
    "BOOLEAN",
    "DATE",
    "FILEHANDLEID",
    "ENTITYID",
    "SUBMISSIONID",
    "EVALUATIONID",
    "LINK",
    "MEDIUMTEXT",
    "LARGETEXT",
    "USERID",
    "STRING_LIST",
    "INTEGER_LIST",
    "BOOLEAN_LIST",
    "DATE_LIST",
    "ENTITYID_LIST",
    "USERID_LIST",
    "JSON",
]
FacetTypeName = Literal["enumeration", "range"]


class JsonSubColumnModel(Wire):
    """A value inside a JSON column that can be a facet."""

    name: str
    column_type: ColumnTypeName
    json_path: str
    facet_type: FacetTypeName | None = None


class ColumnModel(Wire):
    """A column: its name, type, and what its cells may hold."""

    id: str | None = None
    name: str
    column_type: ColumnTypeName
    maximum_size: Long | None = None
    maximum_list_length: Long | None = None
    default_value: str | None = None
    facet_type: FacetTypeName | None = None
    enum_values: list[str] | None = None
    json_sub_columns: list[JsonSubColumnModel] | None = None


class ColumnModelList(Wire):
    """Columns in order."""

    # So many as one table has; the client sends more only for several tables at once.
    list_: list[ColumnModel] = Field(alias="list", max_length=2000)


class PaginatedColumnModels(Wire):
    """A page of columns."""

    results: list[ColumnModel]
    total_number_of_results: int


class SelectColumn(Wire):
    """A column of a result: a calculated one has no id."""

    id: str | None = None
    # In rows that are sent, clients name columns by id alone.
    name: str = ""
    column_type: ColumnTypeName | None = None
