"""Queries as the wire asks them, and answers as it shows them."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from theatrum.doors.api.views import columns as column_view
from theatrum.doors.api.wire import queries as wire
from theatrum.doors.api.wire.columns import SelectColumn
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import entity_id, parse_entity_id
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.sql.bundles import EVERYTHING, Answer, Part
from theatrum.repository.tables.sql.downloads import Download
from theatrum.repository.tables.sql.facets import Facet
from theatrum.repository.tables.sql.question import (
    NO_VALUE,
    Chosen,
    ChosenRange,
    ChosenValues,
    CsvWish,
    Filter,
    Question,
    SortBy,
)
from theatrum.repository.tables.sql.statements import Output

_answers: TypeAdapter[Answer] = TypeAdapter(Answer)
_downloads: TypeAdapter[Download] = TypeAdapter(Download)
_columns: TypeAdapter[list[Column]] = TypeAdapter(list[Column])


def read_question(query: wire.Query) -> Question:
    """Read what is asked. Raises InvalidRequest."""
    return Question(
        sql=query.sql,
        filters=[_filter(one) for one in query.additional_filters or []],
        chosen=[_chosen(one) for one in query.selected_facets or []],
        sort=[SortBy(one.column, descending=one.direction == "DESC") for one in query.sort or []],
        limit=query.limit,
        offset=query.offset or 0,
        with_etag=bool(query.include_entity_etag),
        file_column=query.select_file_column,
    )


def read_parts(mask: int | None) -> Part:
    """Read which parts are wanted. Raises InvalidRequest."""
    if mask is None:
        return EVERYTHING
    if mask & ~int(EVERYTHING):
        raise InvalidRequest(
            reason=f"partMask {mask:#x} has bits that mean nothing: {int(EVERYTHING):#x} is everything."
        )
    return Part(mask)


def read_csv(body: wire.DownloadFromTableRequest) -> CsvWish:
    """Read how the CSV shall be written."""
    plain, told = CsvWish(), body.csv_table_descriptor
    return CsvWish(
        separator=(told and told.separator) or plain.separator,
        quote=(told and told.quote_character) or plain.quote,
        escape=(told and told.escape_character) or plain.escape,
        line_end=(told and told.line_end) or plain.line_end,
        has_header=body.write_header is not False,
        has_ids=body.include_row_id_and_row_version is not False,
        file_name=body.file_name,
    )


def require_same(address: str, named: str | None) -> None:
    """Refuse a body that names another entity than its address. Raises InvalidRequest."""
    if named is not None and parse_entity_id(named) != parse_entity_id(address):
        raise InvalidRequest(reason=f"The address names {address}, the body {named}.")


def bundle(job: JobStatus) -> wire.QueryResultBundle:
    """Return the parts that a job found."""
    found = _answers.validate_python(job.result)
    facets = found.facets
    sizes = found.file_sizes
    return wire.QueryResultBundle(
        query_result=_page(found),
        query_count=found.count,
        select_columns=_headers(found.outputs) if found.has_select else None,
        max_rows_per_page=found.rows_per_page,
        column_models=None if found.columns is None else column_view.column_models(found.columns),
        facets=None if facets is None else [_facet(one) for one in facets],
        sum_file_sizes=None if sizes is None else wire.SumFileSizes(sum_file_sizes_bytes=sizes, greater_than=False),
        last_updated_on=found.last_updated,
        combined_sql=found.combined_sql,
        actions_required=[] if found.has_actions else None,
    )


def download(job: JobStatus) -> JsonObject:
    """Return where the file is that a job wrote."""
    found = _downloads.validate_python(job.result)
    shown: JsonObject = wire.DownloadFromTableResult(
        results_file_handle_id=str(found.handle_id),
        table_id=entity_id(found.node_id),
        etag=found.etag,
        headers=_headers(found.outputs),
    ).model_dump(mode="json", by_alias=True, exclude_none=True)
    return shown


def suggested(job: JobStatus) -> JsonObject:
    """Return the columns that a job proposes."""
    found = job.result if isinstance(job.result, dict) else {}
    columns = column_view.column_models(_columns.validate_python(found.get("columns")))
    token = found.get("next")
    response = wire.ViewColumnModelResponse(results=columns, next_page_token=str(token) if token else None)
    shown: JsonObject = response.model_dump(mode="json", by_alias=True, exclude_none=True)
    return shown


def bundle_json(job: JobStatus) -> JsonObject:
    """Return the parts that a job found as JSON, where cells without a value keep their place."""
    made = bundle(job)
    shown: JsonObject = made.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"query_result"})
    if made.query_result is not None:
        page = made.query_result
        rows: list[JsonValue] = [_row_json(row) for row in page.query_results.rows]
        result = page.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"query_results": {"rows"}})
        shown["queryResult"] = {**result, "queryResults": {**result["queryResults"], "rows": rows}}
    return shown


def _row_json(row: wire.ResultRow) -> JsonObject:
    known = {"rowId": row.row_id, "versionNumber": row.version_number, "etag": row.etag}
    return {**{name: value for name, value in known.items() if value is not None}, "values": [*row.values]}


def _page(found: Answer) -> wire.QueryResult | None:
    if found.rows is None:
        return None
    rows = [
        wire.ResultRow.model_construct(
            row_id=row.id, version_number=row.version, etag=row.etag, values=list(row.values)
        )
        for row in found.rows
    ]
    rowset = wire.ResultRowSet.model_construct(
        table_id=entity_id(found.node_id), etag=found.etag, headers=_headers(found.outputs), rows=rows
    )
    token = found.next_page
    return wire.QueryResult(
        query_results=rowset,
        next_page_token=wire.QueryNextPageToken(entity_id=entity_id(found.node_id), token=token) if token else None,
    )


def _headers(outputs: Sequence[Output]) -> list[SelectColumn]:
    return [
        SelectColumn(
            id=None if output.column_id is None else str(output.column_id),
            name=output.name,
            column_type=output.column_type.value,
        )
        for output in outputs
    ]


def _facet(facet: Facet) -> wire.FacetColumnResultValues | wire.FacetColumnResultRange:
    if facet.kind == "enumeration":
        counts = [
            wire.FacetColumnResultValueCount(value=one.value, count=one.count, is_selected=one.is_selected)
            for one in facet.values
        ]
        return wire.FacetColumnResultValues(column_name=facet.column, facet_values=counts)
    return wire.FacetColumnResultRange(
        column_name=facet.column,
        column_min=facet.least,
        column_max=facet.most,
        selected_min=facet.chosen_least,
        selected_max=facet.chosen_most,
    )


def _filter(asked: wire.QueryFilter) -> Filter:
    if isinstance(asked, wire.TextMatchesQueryFilter):
        raise InvalidRequest(reason="Search must be enabled for TEXT_MATCHES, and this server does not offer it.")
    if isinstance(asked, wire.ColumnSingleValueQueryFilter):
        return Filter(asked.column_name, asked.operator, asked.values)
    return Filter(asked.column_name, asked.function, asked.values)


def _chosen(asked: wire.FacetColumnRequest) -> Chosen:
    if asked.json_path:
        raise InvalidRequest(reason="Facets of values inside JSON columns are not offered by this server.")
    if isinstance(asked, wire.FacetColumnRangeRequest):
        return ChosenRange(asked.column_name, least=asked.min, most=asked.max)
    return ChosenValues(asked.column_name, [NO_VALUE if value is None else value for value in asked.facet_values])
