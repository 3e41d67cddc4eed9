"""Messages about queries of tables and views: what is asked, and the answer in its parts."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from theatrum.doors.api.wire.columns import ColumnModel, SelectColumn
from theatrum.doors.api.wire.downloads import ActionRequiredCount
from theatrum.doors.api.wire.message import MODEL, Long, Wire, WireTime
from theatrum.doors.api.wire.tables import CsvTableDescriptor

TABLE = MODEL + "table."


class ColumnSingleValueQueryFilter(Wire):
    """One of these values fits a column."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.ColumnSingleValueQueryFilter"]
    column_name: str
    operator: Literal["LIKE", "EQUAL", "IN"]
    values: list[str] = Field(max_length=10_000)
    is_defining_condition: bool | None = None


class ColumnMultiValueFunctionQueryFilter(Wire):
    """One of these values is in the list that a column holds."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.ColumnMultiValueFunctionQueryFilter"]
    column_name: str
    function: Literal["HAS", "HAS_LIKE"]
    values: list[str] = Field(max_length=10_000)
    is_defining_condition: bool | None = None


class TextMatchesQueryFilter(Wire):
    """A full text search."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.TextMatchesQueryFilter"]
    search_expression: str | None = None
    search_mode: str | None = None
    is_defining_condition: bool | None = None


QueryFilter = Annotated[
    ColumnSingleValueQueryFilter | ColumnMultiValueFunctionQueryFilter | TextMatchesQueryFilter,
    Field(discriminator="concrete_type"),
]


class FacetColumnValuesRequest(Wire):
    """The values that were chosen in a facet."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.FacetColumnValuesRequest"]
    column_name: str
    json_path: str | None = None
    facet_values: list[str | None] = Field(default_factory=list, max_length=10_000)


class FacetColumnRangeRequest(Wire):
    """The range that was chosen in a facet."""

    concrete_type: Literal["org.sagebionetworks.repo.model.table.FacetColumnRangeRequest"]
    column_name: str
    json_path: str | None = None
    min: str | None = None
    max: str | None = None


FacetColumnRequest = Annotated[
    FacetColumnValuesRequest | FacetColumnRangeRequest,
    Field(discriminator="concrete_type"),
]


class SortItem(Wire):
    """A column to sort by."""

    column: str
    direction: Literal["ASC", "DESC"] | None = None


class Query(Wire):
    """A query, and what narrows it down or sorts it besides."""

    sql: str
    additional_filters: list[QueryFilter] | None = None
    # Clients of some ages leave the last letter out.
    selected_facets: list[FacetColumnRequest] | None = Field(
        None, validation_alias=AliasChoices("selectedFacets", "selectedFacet")
    )
    include_entity_etag: bool | None = None
    select_file_column: Long | None = None
    select_file_version_column: Long | None = None
    offset: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    limit: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    sort: list[SortItem] | None = None


class QueryBundleRequest(Wire):
    """Which parts of the answer to a query are wanted; all without a mask."""

    concrete_type: str = TABLE + "QueryBundleRequest"
    entity_id: str | None = None
    query: Query
    part_mask: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class QueryNextPageToken(Wire):
    """Where the next page begins."""

    concrete_type: str = TABLE + "QueryNextPageToken"
    entity_id: str | None = None
    token: str


class DownloadFromTableRequest(Query):
    """A whole result as a CSV file."""

    concrete_type: str = TABLE + "DownloadFromTableRequest"
    entity_id: str | None = None
    write_header: bool | None = None
    include_row_id_and_row_version: bool | None = None
    csv_table_descriptor: CsvTableDescriptor | None = None
    file_name: str | None = None


class ResultRow(Wire):
    """A row of a result."""

    row_id: int | None = None
    version_number: int | None = None
    etag: str | None = None
    values: list[str | None]


class ResultRowSet(Wire):
    """The rows of a page, whose values have the order of the headers."""

    concrete_type: str = TABLE + "RowSet"
    table_id: str
    etag: str
    headers: list[SelectColumn]
    rows: list[ResultRow]


class QueryResult(Wire):
    """A page of a result."""

    concrete_type: str = TABLE + "QueryResult"
    query_results: ResultRowSet
    next_page_token: QueryNextPageToken | None = None


class FacetColumnResultValueCount(Wire):
    """How often a facet has a value."""

    value: str
    count: int
    is_selected: bool


class FacetColumnResultValues(Wire):
    """The values of a facet."""

    concrete_type: str = TABLE + "FacetColumnResultValues"
    column_name: str
    facet_type: Literal["enumeration"] = "enumeration"
    facet_values: list[FacetColumnResultValueCount]


class FacetColumnResultRange(Wire):
    """The range of a facet."""

    concrete_type: str = TABLE + "FacetColumnResultRange"
    column_name: str
    facet_type: Literal["range"] = "range"
    column_min: str | None = None
    column_max: str | None = None
    selected_min: str | None = None
    selected_max: str | None = None


class SumFileSizes(Wire):
    """How many bytes the files of a result have together."""

    sum_file_sizes_bytes: int
    greater_than: bool


class QueryResultBundle(Wire):
    """The parts of an answer that were asked for."""

    concrete_type: str = TABLE + "QueryResultBundle"
    query_result: QueryResult | None = None
    query_count: int | None = None
    select_columns: list[SelectColumn] | None = None
    max_rows_per_page: int | None = None
    column_models: list[ColumnModel] | None = None
    facets: list[FacetColumnResultValues | FacetColumnResultRange] | None = None
    sum_file_sizes: SumFileSizes | None = None
    last_updated_on: WireTime | None = None
    combined_sql: str | None = None
    actions_required: list[ActionRequiredCount] | None = None


class DownloadFromTableResult(Wire):
    """The file with a whole result."""

    concrete_type: str = TABLE + "DownloadFromTableResult"
    results_file_handle_id: str
    table_id: str
    etag: str
    headers: list[SelectColumn]


class ViewScope(Wire):
    """Projects and folders, and which kinds of entities in them."""

    scope: list[str] | None = None
    view_type_mask: Long | None = None
    view_type: str | None = None
    view_entity_type: str | None = None


class ViewColumnModelRequest(Wire):
    """Which columns could a view of a scope have?"""

    concrete_type: str = TABLE + "ViewColumnModelRequest"
    view_scope: ViewScope
    include_derived_annotations: bool | None = None
    next_page_token: str | None = None


class ViewColumnModelResponse(Wire):
    """Columns for the annotations in a scope."""

    concrete_type: str = TABLE + "ViewColumnModelResponse"
    results: list[ColumnModel]
    next_page_token: str | None = None
