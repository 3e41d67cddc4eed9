"""Queries of tables on the wire: parts, pages, facets, filters, CSV, and what is refused."""

import base64
import csv
import io
import json

import pytest
from django.db import connection

from tests.factories.entities import make_entity, make_person
from tests.factories.tables import add_rows, change_table, make_column, make_table
from tests.support.jobs import TABLE, query, rows_of, run
from tests.support.wire import Wire, send_bytes, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor, Permission, Scope
from theatrum.repository.entities.actions import sharing
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.tables.column import Column, ColumnType, FacetType
from theatrum.repository.tables.requests import KeepSnapshot
from theatrum.repository.tables.sql.queries import run_query

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def wire(alice: Actor) -> Wire:
    return sign_in(alice)


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "P")


@pytest.fixture
def columns(alice: Actor) -> list[Column]:
    return [
        make_column(alice, "name", ColumnType.STRING, maximum_size=50),
        make_column(alice, "center", ColumnType.STRING, maximum_size=50, facet_type=FacetType.ENUMERATION),
        make_column(alice, "age", ColumnType.INTEGER, facet_type=FacetType.RANGE),
        make_column(
            alice, "tags", ColumnType.STRING_LIST, maximum_size=9, maximum_list_length=9,
            facet_type=FacetType.ENUMERATION,
        ),
        make_column(alice, "weight", ColumnType.DOUBLE),
    ]  # fmt: skip


@pytest.fixture
def table(alice: Actor, project: Node, columns: list[Column]) -> Node:
    made = make_table(alice, project, columns)
    add_rows(
        alice, made, columns,
        ["Ann", "HTA1", "30", '["x","y"]', "1.5"],
        ["Bob", "HTA1", "40", '["y"]', "NaN"],
        ["Cyd", "HTA2", "50", None, None],
        ['Dan, "D"', None, None, None, "-Infinity"],
    )  # fmt: skip
    return made


def test_every_part_of_an_answer(wire: Wire, table: Node, columns: list[Column]) -> None:
    found = query(wire, f"select * from {table.public_id} where age > 20", limit=1).json
    assert found["concreteType"] == TABLE + "QueryResultBundle"
    rowset = found["queryResult"]["queryResults"]
    assert rowset["tableId"] == table.public_id
    assert [header["name"] for header in rowset["headers"]] == ["name", "center", "age", "tags", "weight"]
    assert rowset["headers"][2] == {"id": str(columns[2].id), "name": "age", "columnType": "INTEGER"}
    assert rowset["rows"] == [{"rowId": 1, "versionNumber": 1, "values": ["Ann", "HTA1", "30", '["x","y"]', "1.5"]}]
    assert found["queryCount"] == 3
    assert found["selectColumns"] == rowset["headers"]
    assert [model["name"] for model in found["columnModels"]] == ["name", "center", "age", "tags", "weight"]
    assert 1 <= found["maxRowsPerPage"] <= 25_000
    assert found["sumFileSizes"] == {"sumFileSizesBytes": 0, "greaterThan": False}
    assert found["lastUpdatedOn"].endswith("Z")
    assert found["combinedSql"] == f"SELECT * FROM {table.public_id} WHERE age > 20 LIMIT 1 OFFSET 0"
    center, age, tags = found["facets"]
    assert center["facetValues"] == [
        {"value": "HTA1", "count": 2, "isSelected": False},
        {"value": "HTA2", "count": 1, "isSelected": False},
    ]
    assert (age["columnMin"], age["columnMax"]) == ("30", "50")
    assert [(one["value"], one["count"]) for one in tags["facetValues"]] == [
        ("y", 2), ("org.sagebionetworks.UNDEFINED_NULL_NOTSET", 1), ("x", 1),
    ]  # fmt: skip


def test_only_the_parts_that_are_asked_for(wire: Wire, table: Node) -> None:
    sql = f"select name from {table.public_id}"
    for mask, names in ((1, {"queryResult"}), (2, {"queryCount"}), (0x88, {"maxRowsPerPage", "lastUpdatedOn"})):
        assert set(query(wire, sql, mask=mask).json) == {"concreteType", *names}
    assert "partMask" in query(wire, sql, mask=0x4000).reason
    chosen = query(wire, sql, mask=0x200, selectFileColumn=1)
    assert chosen.json["actionsRequired"] == []


def test_facets_filters_and_sorting_narrow_down(wire: Wire, table: Node) -> None:
    values = {"concreteType": TABLE + "FacetColumnValuesRequest", "columnName": "center", "facetValues": ["HTA1"]}
    ages = {"concreteType": TABLE + "FacetColumnRangeRequest", "columnName": "age", "min": "35", "max": "60"}
    like = {
        "concreteType": TABLE + "ColumnSingleValueQueryFilter", "columnName": "name", "operator": "LIKE",
        "values": ["b%", "c%"],
    }  # fmt: skip
    has = {
        "concreteType": TABLE + "ColumnMultiValueFunctionQueryFilter", "columnName": "tags", "function": "HAS",
        "values": ["y"],
    }  # fmt: skip
    sql = f"select name from {table.public_id}"
    found = query(
        wire, sql, selectedFacets=[values, ages], additionalFilters=[like, has], sort=[{"column": "age"}]
    ).json
    assert [row["values"] for row in found["queryResult"]["queryResults"]["rows"]] == [["Bob"]]
    center, age, _ = found["facets"]
    assert center["facetValues"] == [{"value": "HTA1", "count": 1, "isSelected": True}]
    assert (age["columnMin"], age["selectedMin"], age["selectedMax"]) == ("40", "35", "60")
    assert rows_of(query(wire, found["combinedSql"])) == [["Bob"]]
    none = {**values, "facetValues": [None]}
    assert rows_of(query(wire, sql, selectedFacets=[none])) == [['Dan, "D"']]
    down = {"column": "name", "direction": "DESC"}
    assert rows_of(query(wire, sql, sort=[down], limit=2, offset=1)) == [["Cyd"], ["Bob"]]
    wrong = query(wire, sql, selectedFacets=[{**values, "columnName": "age"}])
    assert wrong.reason == "The facet of the column age is of type range, not enumeration."
    search = {"concreteType": TABLE + "TextMatchesQueryFilter", "searchExpression": "x"}
    assert query(wire, sql, additionalFilters=[search]).status == 400


def test_pages_follow_each_other(wire: Wire, alice: Actor, project: Node) -> None:
    # Wide rows, so that a page has few of them.
    wide = [make_column(alice, f"text{number}", ColumnType.STRING, maximum_size=1000) for number in range(15)]
    table = make_table(alice, project, wide, name="wide")
    add_rows(alice, table, wide[:1], *([str(number)] for number in range(30)))
    sql, seen = f"select text0 from {table.public_id} where text0 <> '3' order by text0", list[str]()
    full = f"select * from {table.public_id} where text0 <> '3' order by text0"
    answer = query(wire, full, mask=9)
    most = answer.json["maxRowsPerPage"]
    assert most < 29
    while True:
        page = answer.json["queryResult"]
        rows = page["queryResults"]["rows"]
        assert len(rows) <= most
        seen += [row["values"][0] for row in rows]
        if "nextPageToken" not in page:
            break
        token = page["nextPageToken"]["token"]
        # The newer client sends the text of the token alone.
        body = token if len(seen) < most + 1 else {"token": token, "entityId": table.public_id}
        answer = run(wire, f"entity/{table.public_id}/table/query/nextPage/async", body)
    assert seen == sorted(str(number) for number in range(30) if number != 3)
    assert query(wire, sql + " limit 7 offset 2", mask=2).json["queryCount"] == 7
    assert query(wire, sql + " limit 7 offset 25", mask=2).json["queryCount"] == 4
    assert len(rows_of(query(wire, sql + " limit 7", limit=5, offset=4))) == 3
    bad = run(wire, f"entity/{table.public_id}/table/query/nextPage/async", {"token": "xyz"})
    assert "not a token of a next page" in bad.reason


def test_a_token_that_was_made_up_is_refused(wire: Wire, table: Node) -> None:
    asked = {"sql": f"select * from {table.public_id}", "filters": []}
    texts = [{"column": "name", "operator": "EQUAL", "values": ["\0"]}]
    deep = b"[" * 100_000
    for content in (b"{}", deep, b'"\\ud800"', json.dumps({"question": {**asked, "filters": texts}}).encode()):
        token = base64.urlsafe_b64encode(content).decode()
        answer = run(wire, f"entity/{table.public_id}/table/query/nextPage/async", {"token": token})
        assert answer.status == 400
        assert "not a token of a next page" in answer.reason or "NUL" in answer.reason


def longer(text: str, times: int) -> str:
    """Return an expression of a text so many million characters long."""
    thousand = "replace('" + "a" * 1000 + f"', 'a', '{'b' * 1000}')"
    return f"concat({text}, {', '.join([thousand] * times)})"


def test_a_page_ends_where_its_texts_are_long(wire: Wire, table: Node) -> None:
    sql = f"select {longer('name', 5)} as long from {table.public_id} order by name"
    answer, seen = query(wire, sql, mask=1), list[str]()
    while True:
        assert len(rows_of(answer)) <= 2
        seen += [values[0][:3] for values in rows_of(answer)]
        if (token := answer.json["queryResult"].get("nextPageToken")) is None:
            break
        answer = run(wire, f"entity/{table.public_id}/table/query/nextPage/async", token)
    assert seen == ["Ann", "Bob", "Cyd", "Dan"]


def test_replacements_in_each_other_have_an_end(wire: Wire, table: Node) -> None:
    huge = f"replace({longer('name', 1)}, 'b', '{'c' * 100}')"
    answer = query(wire, f"select {huge} from {table.public_id}", mask=1)
    assert answer.reason.startswith("REPLACE may make a text 1000 times as long at most")


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has a limit of its own")
def test_a_text_has_an_end(wire: Wire, table: Node) -> None:
    answer = query(wire, f"select {longer('name', 70)} from {table.public_id}", mask=1)
    assert "a text that it makes is too long" in answer.reason


def download(wire: Wire, sql: str, **options: object) -> str:
    entity = sql.split("from ")[1].split(maxsplit=1)[0]
    body = {"concreteType": TABLE + "DownloadFromTableRequest", "sql": sql, **options}
    made = run(wire, f"entity/{entity}/table/download/csv/async", body)
    assert made.status == 201, made.content
    assert made.json["tableId"] == entity
    claim = {"fileHandleId": made.json["resultsFileHandleId"], "associateObjectId": entity}
    asked = {
        "requestedFiles": [{**claim, "associateObjectType": "TableEntity"}],
        "includePreSignedURLs": True,
        "includeFileHandles": True,
    }
    [found] = wire.post("/file/v1/fileHandle/batch", asked).json["requestedFiles"]
    assert found["fileHandle"]["createdBy"]
    return send_bytes("GET", found["preSignedURL"]).content.decode()


def test_csv_files_of_results(wire: Wire, table: Node) -> None:
    sql = f"select name, age, tags, weight from {table.public_id}"
    rows = list(csv.reader(io.StringIO(download(wire, sql)), doublequote=False, escapechar="\\"))
    assert rows == [
        ["ROW_ID", "ROW_VERSION", "name", "age", "tags", "weight"],
        ["1", "1", "Ann", "30", '["x","y"]', "1.5"],
        ["2", "1", "Bob", "40", '["y"]', "NaN"],
        ["3", "1", "Cyd", "50", "", ""],
        ["4", "1", 'Dan, "D"', "", "", "-Infinity"],
    ]
    tabs = {"separator": "\t", "quoteCharacter": "'", "escapeCharacter": "'", "lineEnd": "\r\n"}
    told = {"csvTableDescriptor": tabs, "writeHeader": False, "includeRowIdAndRowVersion": False}
    assert download(wire, f"select name, age from {table.public_id} limit 2", **told) == "Ann\t30\r\nBob\t40\r\n"
    grouped = f"select center, count(*) as n from {table.public_id} group by center"
    assert download(wire, grouped) == "center,n\n,1\nHTA1,2\nHTA2,1\n"
    bad = {"concreteType": TABLE + "DownloadFromTableRequest", "sql": sql, "csvTableDescriptor": {"separator": "ab"}}
    refused = run(wire, f"entity/{table.public_id}/table/download/csv/async", bad)
    assert refused.reason == "CsvTableDescriptor.separator must be exactly one character."
    named = {"concreteType": TABLE + "DownloadFromTableRequest", "sql": sql, "fileName": "a/b\\c\n"}
    assert run(wire, f"entity/{table.public_id}/table/download/csv/async", named).status == 400


def test_what_is_refused_is_told(wire: Wire, alice: Actor, project: Node, table: Node) -> None:
    parse = query(wire, "INVALID SQL", entity=table.public_id)
    assert parse.reason.startswith(
        'Encountered " <regular_identifier> "INVALID "" at line 1, column 1.\nWas expecting one of:'
    )
    unknown = query(wire, f"select nmae from {table.public_id}")
    assert unknown.reason == f"Unknown column nmae: {table.public_id} has no column of this name. Did you mean name?"
    no_table = query(wire, f"select * from {project.public_id}")
    assert (no_table.status, no_table.reason) == (400, f"{project.public_id} is not a table or view.")
    assert query(wire, "select * from syn999999999").status in {400, 404}
    assert query(wire, "select * from people", entity=table.public_id).reason.startswith(
        "people is not a table or view"
    )
    join = query(wire, f"select * from {table.public_id} join syn2 on 1 = 1")
    assert join.reason == "The JOIN keyword is not supported in this context"
    other = run(wire, f"entity/{project.public_id}/table/query/async", {"entityId": "syn1", "query": {"sql": "x"}})
    assert other.status == 400


def test_rows_need_permission_to_download(wire: Wire, alice: Actor, project: Node, table: Node) -> None:
    bob, sql = make_person("bob"), f"select count(*) from {table.public_id}"
    grants = {alice.id: frozenset(Permission), bob.id: frozenset({Permission.READ})}
    assert query(sign_in(bob), sql).status in {400, 403}
    with writing():
        sharing.replace_local_acl(actor=alice, node_id=project.id, etag=None, grants=grants)
    assert "DOWNLOAD" in query(sign_in(bob), sql).reason
    with writing():
        grants[bob.id] |= {Permission.DOWNLOAD}
        sharing.replace_local_acl(actor=alice, node_id=project.id, etag=None, grants=grants)
    assert rows_of(query(sign_in(bob), sql)) == [["4"]]
    # A token that is good for looking only does not hand out rows.
    assert query(sign_in(bob, scopes=(Scope.VIEW,)), sql).status == 400


def test_a_version_of_a_table_is_asked_by_its_number(
    wire: Wire, alice: Actor, table: Node, columns: list[Column]
) -> None:
    change_table(alice, table, snapshot=KeepSnapshot(label="first"))
    add_rows(alice, table, columns[:1], ["Eve"])
    assert rows_of(query(wire, f"select count(*) from {table.public_id}")) == [["5"]]
    assert rows_of(query(wire, f"select count(*) from {table.public_id}.1")) == [["4"]]


def test_other_rooms_ask_as_well(alice: Actor, table: Node) -> None:
    found = run_query(alice, f"select name, age from {table.public_id} order by age desc", limit=2)
    assert [column.name for column in found.columns] == ["name", "age"]
    assert [(row.id, row.version, list(row.cells)) for row in found.rows] == [(3, 1, ["Cyd", 50]), (2, 1, ["Bob", 40])]
