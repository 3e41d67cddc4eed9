"""Changes of tables as the wire asks for them, and what came out as it shows it."""

import json
from collections.abc import Mapping, Sequence

from theatrum.doors.api.views import columns as column_view
from theatrum.doors.api.wire import columns as column_wire
from theatrum.doors.api.wire import tables as wire
from theatrum.doors.api.wire.message import Wire
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.ids import entity_id, parse_entity_id, parse_number
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.activities.queries.activities import parse_activity_id
from theatrum.repository.files.queries import parse_handle_id
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.columns import get_columns
from theatrum.repository.tables.csv_rows import CsvForm
from theatrum.repository.tables.definitions import rows_per_page
from theatrum.repository.tables.errors import ChangeIsInvalid
from theatrum.repository.tables.previews import PreviewCsv
from theatrum.repository.tables.requests import (
    Change,
    ChangeColumns,
    ChangeSearch,
    ColumnSwap,
    KeepSnapshot,
    PartialRow,
    SentRow,
    Transaction,
    WriteCells,
    WriteCsv,
    WriteRows,
)


def read_transaction(node_id: int, body: wire.TableUpdateTransactionRequest) -> Transaction:
    """Read what a transaction asks for. Raises InvalidRequest, ChangeIsInvalid."""
    if body.create_snapshot is None and body.snapshot_options is not None:
        raise ChangeIsInvalid(reason="Included SnapshotOptions but the createSnapshot boolean is null")
    changes = body.changes or []
    if not changes and not body.create_snapshot:
        raise ChangeIsInvalid(reason="Must include be at least one change or create a snapshot.")
    for named in [body.entity_id, *(change.entity_id for change in changes)]:
        if named is not None and parse_entity_id(named) != node_id:
            raise ChangeIsInvalid(
                reason="EntityId of TableUpdateRequest does not match the requested transaction entityId"
            )
    options = body.snapshot_options or wire.SnapshotRequest()
    return Transaction(
        node_id=node_id,
        changes=[_change(change) for change in changes],
        snapshot=read_snapshot(options) if body.create_snapshot else None,
    )


def read_snapshot(body: wire.SnapshotRequest) -> KeepSnapshot:
    """Read what a snapshot shall be called. Raises InvalidRequest."""
    activity = body.snapshot_activity_id
    return KeepSnapshot(
        label=body.snapshot_label or None,
        comment=body.snapshot_comment,
        activity_id=parse_activity_id(activity) if activity else None,
    )


def read_preview(body: wire.UploadToTablePreviewRequest) -> PreviewCsv:
    """Read which file to look at. Raises InvalidRequest."""
    return PreviewCsv(
        handle_id=parse_handle_id(body.upload_file_handle_id),
        form=_form(body.csv_table_descriptor),
        skip=body.lines_to_skip or 0,
        reads_all=bool(body.do_full_file_scan),
    )


def transaction_response(job: JobStatus) -> JsonObject:
    """Return what came out of a transaction."""
    answer = _result_of(job)
    snapshot = answer.get("snapshot")
    response = wire.TableUpdateTransactionResponse(
        results=[_result(answer, each) for each in _list(answer, "results") if isinstance(each, dict)],
        snapshot_version_number=snapshot if isinstance(snapshot, int) else None,
    )
    return _json(response)


def preview_result(job: JobStatus) -> JsonObject:
    """Return what a CSV seems to be."""
    found = _result_of(job)
    result = wire.UploadToTablePreviewResult.model_validate(
        {
            "suggested_columns": [column_wire.ColumnModel.model_validate(each) for each in _list(found, "columns")],
            "sample_rows": [_sample(each) for each in _list(found, "rows")],
            "rows_scanned": found.get("scanned"),
        }
    )
    return _json(result)


def table_bundle(columns: Sequence[Column]) -> wire.TableBundle:
    """Return the columns of a table or view, and how many rows of it a page of a query has."""
    shown = column_view.column_models(columns)
    return wire.TableBundle(column_models=shown, max_rows_per_page=rows_per_page(columns))


def _change(change: wire.TableUpdateRequest) -> Change:
    match change:
        case wire.TableSchemaChangeRequest():
            order = change.ordered_column_ids
            return ChangeColumns(
                changes=[_swap(each) for each in change.changes or []],
                order=None if order is None else [_column_id(each) for each in order],
            )
        case wire.AppendableRowSetRequest():
            rows = change.to_append
            if isinstance(rows, wire.RowSet):
                return _rows(rows)
            return WriteCells(rows=[_partial(row) for row in rows.rows])
        case wire.UploadToTableRequest():
            return _upload(change)
    return ChangeSearch(is_enabled=change.search_enabled)


def _swap(change: wire.ColumnChange) -> ColumnSwap:
    old, new = change.old_column_id, change.new_column_id
    return ColumnSwap(
        old_id=_column_id(old) if old else None,
        new_id=_column_id(new) if new else None,
    )


def _rows(rows: wire.RowSet) -> WriteRows:
    headers = rows.headers or []
    # A header without an id is a calculated column, and none of the table's.
    ids = [_column_id(header.id) if header.id else 0 for header in headers]
    sent = [
        SentRow(row.row_id, row.version_number, row.etag, [_text(value) for value in row.values or []])
        for row in rows.rows
    ]
    return WriteRows(column_ids=ids, rows=sent, etag=rows.etag or None)


def _partial(row: wire.PartialRow) -> PartialRow:
    cells = {_column_id(cell.key): _text(cell.value) for cell in row.values or []}
    return PartialRow(id=row.row_id, etag=row.etag, cells=cells)


def _upload(change: wire.UploadToTableRequest) -> WriteCsv:
    if change.column_ids:
        raise ChangeIsInvalid(reason="Unsupported columnIds")
    return WriteCsv(
        handle_id=parse_handle_id(change.upload_file_handle_id),
        form=_form(change.csv_table_descriptor),
        skip=change.lines_to_skip or 0,
        etag=change.update_etag or None,
    )


def _form(descriptor: wire.CsvTableDescriptor | None) -> CsvForm:
    plain = CsvForm()
    if descriptor is None:
        return plain
    has_header = descriptor.is_first_line_header
    return CsvForm(
        separator=plain.separator if descriptor.separator is None else descriptor.separator,
        quote=plain.quote if descriptor.quote_character is None else descriptor.quote_character,
        escape=plain.escape if descriptor.escape_character is None else descriptor.escape_character,
        has_header=plain.has_header if has_header is None else has_header,
    )


def _column_id(text: str) -> int:
    return parse_number(text, what="column id")


def _text(value: JsonValue) -> str | None:
    """Return a cell as text; clients send numbers, booleans, lists and objects as they are."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _result(answer: JsonObject, found: JsonObject) -> wire.TableUpdateResponse:
    match found["kind"]:
        case "columns":
            columns = get_columns(_ids(found))
            return wire.TableSchemaChangeResponse(columns=column_view.column_models(columns))
        case "csv":
            told = {"rows_processed": found["count"], "etag": found.get("etag")}
            return wire.UploadToTableResult.model_validate(told)
        case "search":
            return wire.TableSearchChangeResponse(search_enabled=bool(found["is_enabled"]))
        case "entities":
            return wire.EntityUpdateResults.model_validate({"update_results": found["updated"]})
    return _references(answer, found)


def _references(answer: JsonObject, found: JsonObject) -> wire.RowReferenceSetResults:
    pairs = [pair for pair in _list(found, "rows") if isinstance(pair, list)]
    references = wire.RowReferenceSet(
        table_id=entity_id(int(str(answer["node_id"]))),
        etag=str(found["etag"]),
        headers=[column_view.select_column(column) for column in get_columns(_ids(found))],
        rows=[wire.RowReference.model_validate({"row_id": row, "version_number": version}) for row, version in pairs],
    )
    return wire.RowReferenceSetResults(row_reference_set=references)


def _result_of(job: JobStatus) -> JsonObject:
    if not isinstance(job.result, dict):
        raise TypeError("the result of a job on tables is an object")
    return job.result


def _json(message: Wire) -> JsonObject:
    shown: JsonObject = message.model_dump(mode="json", by_alias=True, exclude_none=True)
    return shown


def _ids(found: Mapping[str, JsonValue]) -> list[int]:
    return [int(str(column_id)) for column_id in _list(found, "column_ids")]


def _list(found: Mapping[str, JsonValue], name: str) -> Sequence[JsonValue]:
    value = found.get(name)
    return value if isinstance(value, list) else []


def _sample(row: JsonValue) -> JsonObject:
    known = row if isinstance(row, dict) else {}
    sample = {"row_id": known.get("id"), "version_number": known.get("version"), "etag": known.get("etag")}
    # Cells without a value keep their place.
    return {**_json(wire.Row.model_validate(sample)), "values": known.get("values")}
