"""One table held against one schema: headers, counts, numbers of rows over pieces and blank rows."""

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.findings import Group, Severity
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.report.faults import Wording
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.kernel.jsontext import JsonObject

SCHEMA: JsonObject = {
    "type": "object",
    "properties": {"ID": {"type": "string"}, "AGE": {"type": "integer", "minimum": 0}},
    "required": ["ID"],
}
ADVICE: JsonObject = {"type": "object", "properties": {"AGE": {"maximum": 100}}}


def _check(*schemas: JsonObject, is_open: bool = False) -> SchemaCheck:
    judging, *advising = (plan_for(compile_schema(schema)) for schema in schemas)
    mild = [Wording(plan, severity=Severity.WARNING) for plan in advising]
    return SchemaCheck([Wording(judging), *mild], component="Visits", is_open=is_open)


def _told(groups: list[Group]) -> list[tuple[str, str, str | None, list[int]]]:
    return [
        (one.finding.code, one.finding.severity.value, one.finding.column, list(one.rows))
        for one in groups
        if one.finding.severity in (Severity.ERROR, Severity.WARNING)
    ]


def test_headers_cells_and_advice_are_told_in_this_order() -> None:
    [table] = read_tables(Source("a.csv", content=b"id,AGE\nx,1\ny,-1\n,200\n"))
    found = _check(SCHEMA, ADVICE).judge(table)
    assert found.names == {"id": "ID", "AGE": "AGE"}
    assert (found.judged, found.invalid.to_list()) == (3, [2, 3])
    assert _told(found.groups) == [
        ("table.header_spelling", "warning", "id", []),
        ("schema.minimum", "error", "AGE", [2]),
        ("schema.required", "error", "ID", [3]),
        ("schema.maximum", "warning", "AGE", [3]),
    ]


def test_blank_rows_are_numbered_and_not_judged() -> None:
    [table] = read_tables(Source("a.csv", content=b"ID,AGE\nx,1\n,\ny,-1\n"))
    found = _check(SCHEMA).judge(table)
    assert (found.judged, found.invalid.to_list()) == (2, [3])


def test_pieces_number_their_rows_in_the_whole_table() -> None:
    content = b"ID,AGE,odd\n" + b"x,1,\n" * 500 + b"y,-1,\n"
    check = _check(SCHEMA)
    pieces = [
        check.judge(table) for table in read_tables(Source("a.csv", content=content), chunk_bytes=512, whole_bytes=0)
    ]
    assert len(pieces) > 2
    assert sum(piece.judged for piece in pieces) == 501
    assert [row for piece in pieces for row in piece.invalid.to_list()] == [501]
    assert [told[0] for piece in pieces for told in _told(piece.groups)].count("table.unknown_column") == 1


def test_open_tables_take_other_columns_and_empty_ones_are_judged_by_nothing() -> None:
    [table] = read_tables(Source("a.csv", content=b"ID,other\nx,1\n"))
    assert _told(_check(SCHEMA, is_open=True).judge(table).groups) == []
    [bare] = read_tables(Source("a.csv", content=b"ID,AGE\n"))
    found = _check(SCHEMA).judge(bare)
    assert (found.judged, found.groups) == (0, [])


def test_schema_without_properties_speaks_of_those_in_its_parts() -> None:
    schema: JsonObject = {"allOf": [{"properties": {"AGE": {"type": "integer"}}}]}
    assert _check(schema).attributes == ["AGE"]
