"""Messages about changes of tables: transactions, rowsets, uploads, snapshots."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Discriminator, Field, Tag, field_validator

from theatrum.doors.api.wire.columns import ColumnModel, SelectColumn
from theatrum.doors.api.wire.message import MODEL, Long, Wire
from theatrum.kernel.jsontext import JsonObject, JsonValue

TABLE = MODEL + "table."

# As many rows as one request carries; longer ones come as CSV.
MOST_ROWS = 100_000


class ColumnChange(Wire):
    """Add, remove or replace one column."""

    old_column_id: str | None = None
    new_column_id: str | None = None


class TableSchemaChangeRequest(Wire):
    """Change the columns of a table or view."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.TableSchemaChangeRequest"]
    entity_id: str | None = None
    changes: list[ColumnChange] | None = None
    ordered_column_ids: list[str] | None = None


class Row(Wire):
    """A row of a rowset: new without an id, deleted without values."""

    row_id: Long | None = None
    version_number: Long | None = None
    etag: str | None = None
    # Clients send numbers, booleans and lists as they are.
    values: list[JsonValue] | None = None


class RowSet(Wire):
    """Rows whose values have the order of the headers."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.RowSet"]
    table_id: str | None = None
    etag: str | None = None
    headers: list[SelectColumn] | None = None
    rows: list[Row] = Field(default_factory=list, max_length=MOST_ROWS)


class CellChange(Wire):
    """One cell of a partial row; ``key`` is the column's id."""

    key: str
    value: JsonValue = None


class PartialRow(Wire):
    """Some cells of a row."""

    row_id: Long | None = None
    etag: str | None = None
    values: list[CellChange] | None = None

    @field_validator("values", mode="before")
    @classmethod
    def _pairs(cls, values: object) -> object:
        """Take an object as well as a list of pairs: clients send both."""
        if isinstance(values, dict):
            return [{"key": key, "value": value} for key, value in values.items()]
        return values


class PartialRowSet(Wire):
    """Some cells of some rows."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.PartialRowSet"]
    table_id: str | None = None
    rows: list[PartialRow] = Field(default_factory=list, max_length=MOST_ROWS)


class AppendableRowSetRequest(Wire):
    """Add, change or delete rows."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.AppendableRowSetRequest"]
    entity_id: str | None = None
    to_append: Annotated[RowSet | PartialRowSet, Field(discriminator="concrete_type")]


class CsvTableDescriptor(Wire):
    """How a CSV is written."""

    separator: str | None = None
    quote_character: str | None = None
    escape_character: str | None = None
    line_end: str | None = None
    is_first_line_header: bool | None = None


class UploadToTableRequest(Wire):
    """Add, change or delete the rows that a CSV names."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.UploadToTableRequest"]
    entity_id: str | None = Field(None, validation_alias=AliasChoices("entityId", "tableId"))
    upload_file_handle_id: str
    update_etag: str | None = None
    lines_to_skip: Long | None = None
    csv_table_descriptor: CsvTableDescriptor | None = None
    column_ids: list[str] | None = None


class TableSearchChangeRequest(Wire):
    """Say whether full text search is wanted."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.TableSearchChangeRequest"]
    entity_id: str | None = None
    search_enabled: bool


class SnapshotRequest(Wire):
    """Keep the rows as they are, as a version."""

    snapshot_comment: str | None = None
    snapshot_label: str | None = None
    snapshot_activity_id: str | None = None


class SnapshotResponse(Wire):
    """The version that was kept."""

    snapshot_version_number: int


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("concreteType", value.get("concrete_type", "")))
    return str(getattr(value, "concrete_type", ""))


TableUpdateRequest = Annotated[
    Annotated[TableSchemaChangeRequest, Tag(TABLE + "TableSchemaChangeRequest")]
    | Annotated[AppendableRowSetRequest, Tag(TABLE + "AppendableRowSetRequest")]
    | Annotated[UploadToTableRequest, Tag(TABLE + "UploadToTableRequest")]
    | Annotated[TableSearchChangeRequest, Tag(TABLE + "TableSearchChangeRequest")],
    Discriminator(_kind),
]


class TableUpdateTransactionRequest(Wire):
    """Changes of one table or view: all of them or none."""

    concrete_type: str = TABLE + "TableUpdateTransactionRequest"
    entity_id: str | None = None
    changes: list[TableUpdateRequest] | None = Field(None, max_length=1000)
    create_snapshot: bool | None = None
    snapshot_options: SnapshotRequest | None = None


class RowReference(Wire):
    """A row, and its version."""

    row_id: int
    version_number: int


class RowReferenceSet(Wire):
    """The rows that were written."""

    table_id: str
    etag: str
    headers: list[SelectColumn]
    rows: list[RowReference]


class RowReferenceSetResults(Wire):
    """What became of a rowset."""

    concrete_type: str = TABLE + "RowReferenceSetResults"
    row_reference_set: RowReferenceSet


class TableSchemaChangeResponse(Wire):
    """The columns as they are now."""

    concrete_type: str = TABLE + "TableSchemaChangeResponse"
    # Not ``schema``: the base class has a method of that name.
    columns: list[ColumnModel] = Field(alias="schema")


class UploadToTableResult(Wire):
    """How many rows a CSV had."""

    concrete_type: str = TABLE + "UploadToTableResult"
    rows_processed: int
    etag: str | None = None


class TableSearchChangeResponse(Wire):
    """Whether full text search is wanted."""

    concrete_type: str = TABLE + "TableSearchChangeResponse"
    search_enabled: bool


class EntityUpdateResult(Wire):
    """What became of the change of one entity through a view."""

    entity_id: str
    failure_code: str | None = None
    failure_message: str | None = None


class EntityUpdateResults(Wire):
    """What became of the changes of entities through a view."""

    concrete_type: str = TABLE + "EntityUpdateResults"
    update_results: list[EntityUpdateResult]


TableUpdateResponse = (
    RowReferenceSetResults
    | TableSchemaChangeResponse
    | UploadToTableResult
    | TableSearchChangeResponse
    | EntityUpdateResults
)


class TableUpdateTransactionResponse(Wire):
    """What became of each change, in order."""

    concrete_type: str = TABLE + "TableUpdateTransactionResponse"
    results: list[TableUpdateResponse]
    snapshot_version_number: int | None = None


class UploadToTablePreviewRequest(Wire):
    """Which columns does a CSV seem to have?"""

    concrete_type: str = TABLE + "UploadToTablePreviewRequest"
    upload_file_handle_id: str
    lines_to_skip: Long | None = None
    csv_table_descriptor: CsvTableDescriptor | None = None
    do_full_file_scan: bool | None = None


class UploadToTablePreviewResult(Wire):
    """The columns that a CSV seems to have, and its first rows."""

    concrete_type: str = TABLE + "UploadToTablePreviewResult"
    suggested_columns: list[ColumnModel]
    sample_rows: list[JsonObject]
    rows_scanned: int


class TableBundle(Wire):
    """The columns of a table or view, and how many rows a page of a query has at most."""

    column_models: list[ColumnModel]
    max_rows_per_page: int | None = None
