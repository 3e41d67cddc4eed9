"""Messages about queries and updates of a grid: what is shown or set, in which rows."""

from typing import Annotated, Literal

from pydantic import Field

from theatrum.doors.api.wire.message import Long, Wire
from theatrum.kernel.jsontext import JsonObject, JsonValue

MOST = 1_000
Comparison = Literal[
    "EQUALS",
    "NOT_EQUALS",
    "GREATER_THAN",
    "LESS_THAN",
    "GREATER_THAN_OR_EQUALS",
    "LESS_THAN_OR_EQUALS",
    "IN",
    "NOT_IN",
    "LIKE",
    "NOT_LIKE",
    "IS_NULL",
    "IS_NOT_NULL",
    "IS_UNDEFINED",
    "IS_DEFINED",
]
OnMatchFailure = Literal["SET_NULL", "SET_UNDEFINED", "SKIP_UPDATE"]
OnMissingValue = Literal["SET_NULL", "SET_UNDEFINED", "SKIP_UPDATE", "USE_EMPTY_STRING"]


class SelectAll(Wire):
    """All columns."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.SelectAll"]


class SelectByName(Wire):
    """One column."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.SelectByName"]
    column_name: str


class SelectSelection(Wire):
    """The columns that are selected at the replica."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.SelectSelection"]


class CountStar(Wire):
    """How many rows there are."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.function.CountStar"]
    alias: str | None = None


SelectItem = Annotated[SelectAll | SelectByName | SelectSelection | CountStar, Field(discriminator="concrete_type")]


class RowValidationResultFilter(Wire):
    """Rows with, or without, a message of validation like this."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.RowValidationResultFilter"]
    operator: Literal["LIKE", "NOT_LIKE"] = "LIKE"
    validation_result_value: str = Field(max_length=10_000)


class CellValueFilter(Wire):
    """Rows whose cell compares so."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.CellValueFilter"]
    column_name: str
    operator: Comparison
    value: JsonValue = None


class RowSelectionFilter(Wire):
    """Rows that are selected at the replica, or are not."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.RowSelectionFilter"]
    is_selected: bool


class RowIsValidFilter(Wire):
    """Rows that are valid, or invalid."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.RowIsValidFilter"]
    value: bool


class RowIdFilter(Wire):
    """These rows."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.query.RowIdFilter"]
    row_ids_in: list[str] = Field(max_length=10_000)


Filter = Annotated[
    RowValidationResultFilter | CellValueFilter | RowSelectionFilter | RowIsValidFilter | RowIdFilter,
    Field(discriminator="concrete_type"),
]


class GridQuery(Wire):
    """What is shown, of which rows. Without a limit a hundred rows are."""

    column_selection: list[SelectItem] = Field(min_length=1, max_length=MOST)
    filters: list[Filter] | None = Field(None, max_length=MOST)
    limit: Annotated[int, Field(ge=1, lt=2**62)] | None = None
    offset: Annotated[int, Field(ge=0, lt=2**62)] | None = None
    include_validation_messages: bool | None = None


class QueryRequest(Wire):
    """A query."""

    query: GridQuery


class GridQueryJobRequest(Wire):
    """Ask a grid for rows."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.GridQueryJobRequest"] | None = None
    session_id: str
    replica_id: Long
    query_request: QueryRequest


class GridSelectColumn(Wire):
    """A column of the result."""

    column_name: str


class GridValidationResults(Wire):
    """What a row is worth."""

    is_valid: bool
    validation_error_message: str | None = None
    all_validation_messages: list[str] | None = None


class GridRow(Wire):
    """A row of the result. A count is a row without an id."""

    row_id: str | None = None
    data: JsonObject
    validation_results: GridValidationResults | None = None


class GridQueryResult(Wire):
    """A page of rows."""

    select_columns: list[GridSelectColumn]
    rows: list[GridRow]


class GridQueryJobResponse(Wire):
    """The answer to a query."""

    query_result: GridQueryResult


class LiteralSetValue(Wire):
    """The same value in all rows; without one, and with null, the cell is emptied."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.update.LiteralSetValue"]
    column_name: str
    value: JsonValue = None


class TemplateSetValue(Wire):
    """A text made of other cells of the row."""

    concrete_type: Literal["org.sagebionetworks.repo.model.grid.update.TemplateSetValue"]
    column_name: str
    source_template: str = Field(max_length=10_000)
    pattern: str | None = None
    replacement: str | None = Field(None, max_length=10_000)
    on_match_failure: OnMatchFailure | None = None
    on_missing_value: OnMissingValue | None = None


SetValue = Annotated[LiteralSetValue | TemplateSetValue, Field(discriminator="concrete_type")]


class GridUpdate(Wire):
    """What is set, in which rows, and in how many at most."""

    set_: list[SetValue] = Field(alias="set", min_length=1, max_length=MOST)
    filters: list[Filter] | None = Field(None, max_length=MOST)
    limit: Annotated[int, Field(ge=1, lt=2**62)] | None = None


class GridUpdateBatch(Wire):
    """Updates, one after the other."""

    batch: list[GridUpdate] = Field(min_length=1, max_length=100)


class GridUpdateRequest(Wire):
    """A batch of updates."""

    update: GridUpdateBatch


class GridUpdateJobRequest(Wire):
    """Set cells of a grid."""

    session_id: str
    replica_id: Long
    update_request: GridUpdateRequest


class GridUpdateResponse(Wire):
    """How many rows each update met."""

    update_results: list[int]
    total_rows_updated: int


class GridUpdateJobResponse(Wire):
    """The answer to updates."""

    update_response: GridUpdateResponse
