"""Column models and changes of tables on the wire, as clients ask and read them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.factories.entities import make_person
from tests.support.wire import Answer, Wire, sign_in, upload
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.tables.columns import get_column
from theatrum.repository.tables.csv_rows import CsvForm
from theatrum.repository.tables.physical import column_cells
from theatrum.repository.tables.relations import Column, table_name

pytestmark = pytest.mark.django_db

TABLE = "org.sagebionetworks.repo.model.table."


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def wire(alice: Actor) -> Wire:
    return sign_in(alice)


@pytest.fixture
def project(wire: Wire) -> str:
    body = {"concreteType": "org.sagebionetworks.repo.model.Project", "name": "Tables"}
    return str(wire.post("/repo/v1/entity", body).json["id"])


def make_columns(wire: Wire, *models: Mapping[str, object]) -> list[dict[str, Any]]:
    answer = wire.post("/repo/v1/column/batch", {"list": models})
    assert answer.status == 201, answer
    found: list[dict[str, Any]] = answer.json["list"]
    return found


def make_table(wire: Wire, project: str, column_ids: Sequence[str], name: str = "Cases") -> dict[str, Any]:
    body = {"concreteType": TABLE + "TableEntity", "name": name, "parentId": project, "columnIds": column_ids}
    answer = wire.post("/repo/v1/entity", body)
    assert answer.status == 201, answer
    found: dict[str, Any] = answer.json
    return found


def transact(wire: Wire, table: str, *changes: Mapping[str, object], **more: object) -> Answer:
    """Change a table as the client does: start, then ask until there is an answer."""
    body = {"entityId": table, "changes": changes, **more}
    started = wire.post(f"/repo/v1/entity/{table}/table/transaction/async/start", body)
    assert started.status == 201, started
    return wire.get(f"/repo/v1/entity/{table}/table/transaction/async/get/{started.json['token']}")


def rows(table: str, headers: Sequence[str], *sent: Mapping[str, object], **more: object) -> dict[str, object]:
    selected = [{"id": column_id} for column_id in headers]
    rowset = {"concreteType": TABLE + "RowSet", "tableId": table, "headers": selected, "rows": sent, **more}
    return {"concreteType": TABLE + "AppendableRowSetRequest", "entityId": table, "toAppend": rowset}


def cells(table: str, *sent: Mapping[str, object]) -> dict[str, object]:
    rowset = {"concreteType": TABLE + "PartialRowSet", "tableId": table, "rows": sent}
    return {"concreteType": TABLE + "AppendableRowSetRequest", "entityId": table, "toAppend": rowset}


def csv(wire: Wire, table: str, text: str, **more: object) -> dict[str, object]:
    handle = upload(wire, text.encode(), name="rows.csv")
    return {"concreteType": TABLE + "UploadToTableRequest", "tableId": table, "uploadFileHandleId": handle, **more}


def swap(table: str, *changes: tuple[str | None, str | None], order: Sequence[str] | None = None) -> dict[str, object]:
    named = [{"oldColumnId": old, "newColumnId": new} for old, new in changes]
    change: dict[str, object] = {"concreteType": TABLE + "TableSchemaChangeRequest", "entityId": table}
    return {**change, "changes": named, **({} if order is None else {"orderedColumnIds": order})}


def stored(table: str, column_id: str) -> dict[int, object]:
    """Return the cells of a column by row id."""
    column: Column = get_column(int(column_id))
    return dict(column_cells(table_name(int(table.removeprefix("syn"))), column))


def test_columns_are_defined_once(wire: Wire) -> None:
    name, age = make_columns(
        wire, {"name": "name", "columnType": "STRING"}, {"name": "age", "columnType": "INTEGER", "id": "x"}
    )
    assert name == {"id": name["id"], "name": "name", "columnType": "STRING", "maximumSize": 50}
    again, other = make_columns(
        wire, {"name": "age", "columnType": "INTEGER"}, {"name": " name ", "columnType": "STRING", "maximumSize": 50}
    )
    assert (again, other) == (age, name)
    assert wire.get(f"/repo/v1/column/{age['id']}").json == age
    assert wire.post("/repo/v1/column", {"name": "age", "columnType": "INTEGER"}).json == age


def test_columns_are_listed_by_prefix_and_page(wire: Wire) -> None:
    make_columns(wire, *({"name": f"list_{number}", "columnType": "DOUBLE"} for number in range(3)))
    first = wire.get("/repo/v1/column?prefix=list_&limit=2").json
    rest = wire.get("/repo/v1/column?prefix=list_&limit=2&offset=2").json
    assert [column["name"] for column in first["results"] + rest["results"]] == ["list_0", "list_1", "list_2"]
    assert first["totalNumberOfResults"] == 3
    assert wire.get("/repo/v1/column?prefix=list_&limit=2&offset=4").json["results"] == []


def test_rows_are_written_changed_and_deleted(wire: Wire, project: str) -> None:
    name, age = (
        column["id"]
        for column in make_columns(
            wire, {"name": "name", "columnType": "STRING"}, {"name": "age", "columnType": "INTEGER"}
        )
    )
    table = make_table(wire, project, [name, age])["id"]
    answer = transact(wire, table, rows(table, [age, name], {"values": [45, "Chris"]}, {"values": ["6", None]}))
    assert answer.status == 201, answer
    result = answer.json["results"][0]["rowReferenceSet"]
    assert result["tableId"] == table
    assert [header["name"] for header in result["headers"]] == ["name", "age"]
    assert result["rows"] == [{"rowId": 1, "versionNumber": 1}, {"rowId": 2, "versionNumber": 1}]
    assert (stored(table, name), stored(table, age)) == ({1: "Chris"}, {1: 45, 2: 6})
    changed = transact(wire, table, rows(table, [name], {"rowId": 2, "versionNumber": 1, "values": ["Jen"]}))
    assert changed.json["results"][0]["rowReferenceSet"]["rows"] == [{"rowId": 2, "versionNumber": 2}]
    stale = transact(wire, table, rows(table, [name], {"rowId": 2, "versionNumber": 1, "values": ["Jane"]}))
    assert stale.status == 400
    assert stale.reason.startswith("Row id: 2 has been changed since last read.")
    assert (stored(table, name), stored(table, age)) == ({1: "Chris", 2: "Jen"}, {1: 45, 2: 6})
    transact(wire, table, cells(table, {"rowId": 1, "values": [{"key": age, "value": 46}]}))
    transact(wire, table, rows(table, [name], {"rowId": 2, "versionNumber": 2}))
    assert (stored(table, name), stored(table, age)) == ({1: "Chris"}, {1: 46})


def test_cells_are_checked_by_type(wire: Wire, project: str) -> None:
    (age,) = make_columns(wire, {"name": "age", "columnType": "INTEGER"})
    table = make_table(wire, project, [age["id"]])["id"]
    answer = transact(wire, table, rows(table, [age["id"]], {"values": ["1"]}, {"values": ["old"]}))
    assert answer.status == 400
    assert answer.reason == 'Value at [1,0] was not a valid INTEGER. For input string: "old"'
    assert stored(table, age["id"]) == {}


def test_csv_adds_changes_and_deletes_rows(wire: Wire, project: str) -> None:
    name, age = (
        column["id"]
        for column in make_columns(
            wire, {"name": "name", "columnType": "STRING"}, {"name": "age", "columnType": "INTEGER"}
        )
    )
    table = make_table(wire, project, [name, age])["id"]
    added = transact(wire, table, csv(wire, table, 'age,name\n1,"say ""hi"", \\"you\\"\nthere"\n,""\n3,\n'))
    assert added.status == 201, added
    assert added.json["results"][0]["rowsProcessed"] == 3
    assert (stored(table, name), stored(table, age)) == ({1: 'say "hi", "you"\nthere', 2: ""}, {1: 1, 3: 3})
    changed = transact(wire, table, csv(wire, table, "ROW_ID,ROW_VERSION,name\n3,1,third\n,,new\n"))
    assert changed.status == 201, changed
    transact(wire, table, csv(wire, table, "ROW_ID,ROW_VERSION\n1,1\n2,1\n"))
    assert (stored(table, name), stored(table, age)) == ({3: "third", 4: "new"}, {3: 3})


def test_a_header_that_names_no_column_is_refused(wire: Wire, project: str) -> None:
    (age,) = make_columns(wire, {"name": "age", "columnType": "INTEGER"})
    table = make_table(wire, project, [age["id"]])["id"]
    answer = transact(wire, table, csv(wire, table, "age,column_key_2\n1,2\n"))
    assert answer.status == 400
    assert answer.reason == (
        "The first line is expected to be a header but the values do not match the names of of the columns of the"
        " table (column_key_2 is not a valid column name or id). Header row: age,column_key_2"
    )


def test_a_bundle_has_the_columns_in_order(wire: Wire, project: str) -> None:
    made = make_columns(wire, {"name": "b", "columnType": "STRING"}, {"name": "a", "columnType": "BOOLEAN"})
    table = make_table(wire, project, [column["id"] for column in made])
    assert (table["columnIds"], table["versionLabel"]) == ([column["id"] for column in made], "in progress")
    bundle = wire.post(f"/repo/v1/entity/{table['id']}/bundle2", {"includeTableBundle": True}).json
    assert bundle["tableBundle"] == {"columnModels": made, "maxRowsPerPage": 512_000 // 205}
    listed = wire.get(f"/repo/v1/entity/{table['id']}/column").json
    assert listed == {"results": made, "totalNumberOfResults": 2}
    children = wire.post("/repo/v1/entity/children", {"parentId": project, "includeTypes": ["table"]}).json
    assert [child["id"] for child in children["page"]] == [table["id"]]
    assert wire.get(f"/repo/v1/entity/{project}/column").status == 400


def test_a_csv_is_looked_at_before_it_is_uploaded(wire: Wire) -> None:
    text = "ROW_ID,ROW_VERSION,a name,age,when,long\n1,2,Ann,7,2021-01-01,\n,,Bob,7.5,1,%s\n" % ("x" * 1001)
    handle = upload(wire, text.encode(), name="rows.csv")
    body = {"concreteType": TABLE + "UploadToTablePreviewRequest", "uploadFileHandleId": handle}
    started = wire.post("/repo/v1/table/upload/csv/preview/async/start", body)
    found = wire.get(f"/repo/v1/table/upload/csv/preview/async/get/{started.json['token']}").json
    assert found["suggestedColumns"] == [
        {"name": "a_name", "columnType": "STRING", "maximumSize": 3},
        {"name": "age", "columnType": "DOUBLE"},
        {"name": "when", "columnType": "DATE"},
        {"name": "long", "columnType": "MEDIUMTEXT"},
    ]
    assert found["rowsScanned"] == 2
    assert found["sampleRows"][0] == {"rowId": 1, "versionNumber": 2, "values": ["Ann", "7", "2021-01-01", None]}
    assert found["concreteType"] == TABLE + "UploadToTablePreviewResult"


def test_a_snapshot_is_made_by_itself_or_with_changes(wire: Wire, project: str) -> None:
    (name,) = make_columns(wire, {"name": "name", "columnType": "STRING"})
    table = make_table(wire, project, [name["id"]])["id"]
    made = wire.post(f"/repo/v1/entity/{table}/table/snapshot", {"snapshotLabel": "v1", "snapshotComment": "first"})
    assert (made.status, made.json) == (201, {"snapshotVersionNumber": 1})
    kept = wire.get(f"/repo/v1/entity/{table}/version/1").json
    assert (kept["versionLabel"], kept["versionComment"], kept["isLatestVersion"]) == ("v1", "first", False)
    now = wire.get(f"/repo/v1/entity/{table}").json
    assert (now["versionLabel"], now["versionComment"], now["versionNumber"]) == ("in progress", "in progress", 2)
    answer = transact(wire, table, createSnapshot=True, snapshotOptions={"snapshotLabel": "v2"})
    assert answer.json == {
        "concreteType": TABLE + "TableUpdateTransactionResponse",
        "results": [],
        "snapshotVersionNumber": 2,
    }
    refused = transact_start(wire, table)
    assert refused.reason == "Must include be at least one change or create a snapshot."


def transact_start(wire: Wire, table: str, *changes: Mapping[str, object]) -> Answer:
    return wire.post(f"/repo/v1/entity/{table}/table/transaction/async/start", {"entityId": table, "changes": changes})


def test_columns_and_search_are_changed(wire: Wire, project: str) -> None:
    name, age = make_columns(wire, {"name": "name", "columnType": "STRING"}, {"name": "age", "columnType": "INTEGER"})
    table = make_table(wire, project, [name["id"]])["id"]
    search = {"concreteType": TABLE + "TableSearchChangeRequest", "entityId": table, "searchEnabled": True}
    order = [age["id"], name["id"]]
    answer = transact(wire, table, swap(table, (None, age["id"]), order=order), search)
    assert answer.json["results"] == [
        {"concreteType": TABLE + "TableSchemaChangeResponse", "schema": [age, name]},
        {"concreteType": TABLE + "TableSearchChangeResponse", "searchEnabled": True},
    ]
    entity = wire.get(f"/repo/v1/entity/{table}").json
    assert (entity["columnIds"], entity["isSearchEnabled"]) == (order, True)


def test_who_may_only_read_changes_nothing(wire: Wire, project: str) -> None:
    (name,) = make_columns(wire, {"name": "name", "columnType": "STRING"})
    table = make_table(wire, project, [name["id"]])["id"]
    reader = make_person("reader")
    access = [{"principalId": reader.id, "accessType": ["READ", "DOWNLOAD"]}]
    acl = wire.get(f"/repo/v1/entity/{project}/acl").json
    acl["resourceAccess"] += access
    assert wire.put(f"/repo/v1/entity/{project}/acl", acl).status == 200
    other = sign_in(reader)
    assert other.get(f"/repo/v1/entity/{table}/column").json["results"] == [name]
    refused = transact(other, table, rows(table, [name["id"]], {"values": ["x"]}))
    assert (refused.status, refused.reason) == (400, f"You lack UPDATE access to the requested entity: {table}.")
    assert other.post(f"/repo/v1/entity/{table}/table/snapshot", {}).status == 403
    stranger = sign_in(make_person("stranger"))
    assert stranger.get(f"/repo/v1/entity/{table}/column").status == 403
    assert Wire().post("/repo/v1/column", {"name": "x", "columnType": "DATE"}).status == 403


def test_files_in_cells_are_downloaded_by_whom_the_table_lets(wire: Wire, project: str) -> None:
    (picture,) = make_columns(wire, {"name": "picture", "columnType": "FILEHANDLEID"})
    table = make_table(wire, project, [picture["id"]])["id"]
    handle = upload(wire, b"picture", name="a.png")
    assert transact(wire, table, rows(table, [picture["id"]], {"values": [handle]})).status == 201
    reader = make_person("reader")
    acl = wire.get(f"/repo/v1/entity/{project}/acl").json
    acl["resourceAccess"].append({"principalId": reader.id, "accessType": ["READ", "DOWNLOAD", "UPDATE"]})
    wire.put(f"/repo/v1/entity/{project}/acl", acl)
    other = sign_in(reader)
    asked = {"fileHandleId": handle, "associateObjectId": table, "associateObjectType": "TableEntity"}
    body = {"requestedFiles": [asked], "includePreSignedURLs": True}
    found = other.post("/file/v1/fileHandle/batch", body).json["requestedFiles"][0]
    assert found["preSignedURL"].startswith("http")
    # What the table holds already may be put into another cell; a file of somebody else may not.
    assert transact(other, table, rows(table, [picture["id"]], {"values": [handle]})).status == 201
    foreign = upload(wire, b"other", name="b.png")
    refused = transact(other, table, rows(table, [picture["id"]], {"values": [foreign]}))
    assert refused.reason == f"Cannot access files: [{foreign}]"
    assert wire.delete(f"/file/v1/fileHandle/{handle}").status == 409


def test_a_csv_is_read_as_its_descriptor_says(wire: Wire, project: str) -> None:
    name, age = make_columns(wire, {"name": "name", "columnType": "STRING"}, {"name": "age", "columnType": "INTEGER"})
    table = make_table(wire, project, [name["id"], age["id"]])["id"]
    form = {"separator": "\t", "quoteCharacter": "'", "isFirstLineHeader": False}
    upload_request = csv(wire, table, "made by\tme\nAnn\t7\n'B\tob'\t8\n", csvTableDescriptor=form, linesToSkip=1)
    assert transact(wire, table, upload_request).json["results"][0]["rowsProcessed"] == 2
    assert stored(table, name["id"]) == {1: "Ann", 2: "B\tob"}
    for text, more, reason in (
        ("", {}, "Expected the first line to be the header but was empty."),
        ("a\n", {"csvTableDescriptor": {"separator": "ab"}}, CsvForm(separator="ab").problem),
        ("name\nx\n", {"linesToSkip": -1}, "linesToSkip must be 0 or more, but was -1."),
        ("ROW_ID,name\nx,y\n", {}, 'Value at [0,0] was not a valid INTEGER. For input string: "x"'),
    ):  # fmt: skip
        refused = transact(wire, table, csv(wire, table, text, **more))
        assert (refused.status, refused.reason) == (400, reason)
    bad = upload(wire, b"name\n\xff\xfe\n", name="bad.csv")
    refused = transact(
        wire, table, {**upload_request, "uploadFileHandleId": bad, "csvTableDescriptor": {}, "linesToSkip": 0}
    )
    assert refused.reason == "bad.csv is not UTF-8 text: byte 0xff. Save it as UTF-8."


def test_a_column_that_contradicts_itself_is_refused(wire: Wire) -> None:
    answer = wire.post("/repo/v1/column", {"name": "a", "columnType": "STRING", "maximumSize": 1001})
    assert (answer.status, answer.reason) == (400, "ColumnModel.maxSize for a STRING cannot exceed: 1000")


def test_columns_of_every_kind_come_back_as_they_were_defined(wire: Wire) -> None:
    sub = {"name": "s", "columnType": "STRING", "jsonPath": "$.a", "facetType": "enumeration"}
    models: list[dict[str, object]] = [
        {"name": "json", "columnType": "JSON", "jsonSubColumns": [sub]},
        {"name": "choice", "columnType": "STRING", "maximumSize": 9, "enumValues": ["a", "b"], "defaultValue": "b"},
        {"name": "list", "columnType": "STRING_LIST", "maximumSize": 9, "maximumListLength": 3},
        {"name": "when", "columnType": "DATE", "facetType": "range", "defaultValue": "5"},
    ]  # fmt: skip
    made = make_columns(wire, *models)
    assert [{**model, "id": column["id"]} for model, column in zip(models, made, strict=True)] == made


def test_a_table_holds_so_many_columns(wire: Wire, project: str) -> None:
    many = make_columns(wire, *({"name": f"c{number}", "columnType": "BOOLEAN"} for number in range(153)))
    ids = [column["id"] for column in many]
    body = {"concreteType": TABLE + "TableEntity", "name": "Wide", "parentId": project, "columnIds": ids}
    refused = wire.post("/repo/v1/entity", body)
    assert refused.reason == "Too many columns. The limit is 152 columns per table"
    make_table(wire, project, ids[:152], name="Wide")
    wide = make_columns(
        wire, *({"name": f"w{number}", "columnType": "STRING", "maximumSize": 1000} for number in range(17))
    )
    refused = wire.post("/repo/v1/entity", {**body, "columnIds": [column["id"] for column in wide]})
    assert refused.reason == (
        "Too much data per column. The maximum size for a row is about 64000 bytes."
        " The size for the given columns would be 68000 bytes"
    )


def test_much_is_left_to_a_worker(wire: Wire, project: str) -> None:
    (text,) = make_columns(wire, {"name": "text", "columnType": "LARGETEXT"})
    table = make_table(wire, project, [text["id"]])["id"]
    body = {"entityId": table, "changes": [csv(wire, table, "text\n" + f"{'x' * 500_000}\n" * 9)]}
    token = wire.post(f"/repo/v1/entity/{table}/table/transaction/async/start", body).json["token"]
    job = Job.objects.get(id=token.partition(".")[0])
    assert (job.name, job.lane, job.state) == ("tables.transact_large", "long", "queued")
    execution.run(str(job.pk))
    done = wire.get(f"/repo/v1/entity/{table}/table/transaction/async/get/{token}")
    assert (done.status, done.json["results"][0]["rowsProcessed"]) == (201, 9)
    assert len(stored(table, text["id"])) == 9
