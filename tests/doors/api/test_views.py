"""Entity views on the wire: defined, asked, changed through, and kept."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.entities import change, make_entity, make_handle, make_person
from tests.factories.schemas import make_organization, register
from tests.support.jobs import TABLE, query, rows_of, run
from tests.support.wire import Answer, Wire, send_bytes, sign_in, upload
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import PUBLIC, Actor, Permission
from theatrum.repository.entities.actions import sharing
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.schemas.names import parse_schema_id

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
def folder(alice: Actor, project: Node) -> Node:
    return make_entity(alice, Kind.FOLDER, "raw", parent=project)


def annotated(kind: str, *values: str) -> dict[str, object]:
    return {"type": kind, "value": list(values)}


def make_file(actor: Actor, parent: Node, name: str, /, **annotations: object) -> Node:
    details = {"description": f"{name}!"}
    handle = make_handle(actor, name=f"{name}.fastq")
    return make_entity(actor, Kind.FILE, name, parent=parent, handle=handle, details=details, annotations=annotations)


def make_columns(wire: Wire, *models: Mapping[str, object]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wire.post("/repo/v1/column/batch", {"list": models}).json["list"]
    return found


def make_view(wire: Wire, project: Node, *scope: Node, columns: list[dict[str, Any]], **more: object) -> str:
    body = {
        "concreteType": TABLE + "EntityView",
        "name": "files",
        "parentId": project.public_id,
        "columnIds": [column["id"] for column in columns],
        "scopeIds": [one.public_id for one in scope],
        "viewTypeMask": 1,
        **more,
    }
    answer = wire.post("/repo/v1/entity", body)
    assert answer.status == 201, answer.content
    return str(answer.json["id"])


def defaults(wire: Wire, mask: int = 1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wire.get(f"/repo/v1/column/tableview/defaults?viewTypeMask={mask}").json["list"]
    return found


def transact(wire: Wire, view: str, *changes: Mapping[str, object], **more: object) -> Answer:
    body = {"entityId": view, "changes": changes, **more}
    return run(wire, f"entity/{view}/table/transaction/async", body)


def test_a_view_shows_the_files_of_its_scope_as_they_are_now(
    wire: Wire, alice: Actor, project: Node, folder: Node
) -> None:
    first = make_file(alice, folder, "a")
    view = make_view(wire, project, folder, columns=defaults(wire))
    [row] = query(wire, f"select * from {view}").json["queryResult"]["queryResults"]["rows"]
    shown = dict(zip([column["name"] for column in defaults(wire)], row["values"], strict=True))
    assert row["rowId"] == first.id
    assert row["etag"] == first.etag == shown["etag"]
    assert shown["id"] == first.public_id
    assert shown["path"] == "P/raw/a"
    assert shown["parentId"] == folder.public_id
    assert shown["benefactorId"] == shown["projectId"] == project.public_id
    assert (shown["name"], shown["description"], shown["type"]) == ("a", "a!", "file")
    assert (shown["dataFileName"], shown["dataFileSizeBytes"]) == ("a.fastq", "11")
    assert int(shown["createdOn"]) == round(first.created_on.timestamp() * 1000)
    assert shown["createdBy"] == str(alice.id)
    second = make_file(alice, project, "outside")
    assert len(rows_of(query(wire, f"select id from {view}"))) == 1
    third = make_file(alice, folder, "b")
    change(alice, first, annotations={})
    assert rows_of(query(wire, f"select id, name from {view} order by name desc")) == [
        [third.public_id, "b"],
        [first.public_id, "a"],
    ]
    with writing():
        trash_entity(actor=alice, node_id=third.id)
    assert query(wire, f"select count(*) from {view}").json["queryResult"]["queryResults"]["rows"][0]["values"] == ["1"]
    assert second.public_id not in str(query(wire, f"select * from {view}").content)


def test_annotations_have_the_types_of_their_columns(wire: Wire, alice: Actor, project: Node) -> None:
    make_file(
        alice, project, "a",
        age=annotated("LONG", "41"), size=annotated("DOUBLE", "1.5"), ok=annotated("BOOLEAN", "true"),
        when=annotated("TIMESTAMP_MS", "1706659200000"), tags=annotated("STRING", "x", "y"),
        counts=annotated("LONG", "1", "2"), text=annotated("LONG", "7"),
    )  # fmt: skip
    make_file(alice, project, "b", age=annotated("STRING", "old"), size=annotated("DOUBLE", "NaN"))
    columns = make_columns(
        wire,
        {"name": "age", "columnType": "INTEGER"},
        {"name": "size", "columnType": "DOUBLE"},
        {"name": "ok", "columnType": "BOOLEAN"},
        {"name": "when", "columnType": "DATE"},
        {"name": "tags", "columnType": "STRING_LIST", "maximumSize": 10, "maximumListLength": 5},
        {"name": "counts", "columnType": "INTEGER_LIST", "maximumListLength": 5},
        {"name": "text", "columnType": "STRING", "maximumSize": 10},
        {"name": "no such key!", "columnType": "STRING", "maximumSize": 10},
    )
    view = make_view(wire, project, project, columns=columns)
    first, second = rows_of(query(wire, f"select * from {view}"))
    assert first[:4] == ["41", "1.5", "true", "1706659200000"]
    assert [text.replace(" ", "") for text in first[4:6]] == ['["x","y"]', "[1,2]"]
    assert first[6:] == ["7", None]
    assert second == [None, "NaN", None, None, None, None, None, None]
    assert rows_of(query(wire, f"select age from {view} where tags has ('y') and counts has (2)")) == [["41"]]
    assert rows_of(query(wire, f"select age from {view} where isNaN(size)")) == [[None]]


def test_what_one_may_not_read_is_in_no_row_count_or_facet(
    wire: Wire, alice: Actor, project: Node, folder: Node
) -> None:
    make_file(alice, project, "open", kind=annotated("STRING", "raw"))
    make_file(alice, folder, "secret", kind=annotated("STRING", "hidden"))
    columns = make_columns(
        wire,
        {"name": "name", "columnType": "STRING", "maximumSize": 256},
        {"name": "kind", "columnType": "STRING", "maximumSize": 10, "facetType": "enumeration"},
        {"name": "createdOn", "columnType": "DATE", "facetType": "range"},
    )
    view = make_view(wire, project, project, columns=columns)
    bob = make_person("bob")
    with writing():
        sharing.create_local_acl(actor=alice, node_id=folder.id, grants={alice.id: frozenset(Permission)})
        sharing.replace_local_acl(
            actor=alice,
            node_id=project.id,
            etag=None,
            grants={
                alice.id: frozenset(Permission),
                bob.id: frozenset({Permission.READ}),
                PUBLIC: frozenset({Permission.READ}),
            },
        )
    seen = query(sign_in(bob), f"select * from {view}").json
    assert [row["values"][0] for row in seen["queryResult"]["queryResults"]["rows"]] == ["open"]
    assert seen["queryCount"] == 1
    assert seen["sumFileSizes"] == {"sumFileSizesBytes": 11, "greaterThan": False}
    kinds, created = seen["facets"]
    assert kinds["facetValues"] == [{"value": "raw", "count": 1, "isSelected": False}]
    assert created["columnMin"] == created["columnMax"]
    assert len(rows_of(query(wire, f"select * from {view}"))) == 2
    assert len(rows_of(query(Wire(), f"select * from {view}"))) == 1


def test_rows_changed_in_a_view_change_annotations(wire: Wire, alice: Actor, project: Node) -> None:
    node = make_file(alice, project, "a", keep=annotated("STRING", "k"), gone=annotated("LONG", "1"))
    columns = make_columns(
        wire,
        {"name": "name", "columnType": "STRING", "maximumSize": 256},
        {"name": "gone", "columnType": "INTEGER"},
        {"name": "tags", "columnType": "STRING_LIST", "maximumSize": 10, "maximumListLength": 5},
    )
    view = make_view(wire, project, project, columns=columns)
    [row] = query(wire, f"select * from {view}").json["queryResult"]["queryResults"]["rows"]
    values = [{"key": columns[1]["id"], "value": None}, {"key": columns[2]["id"], "value": '["p","q"]'}]
    rowset = {
        "concreteType": TABLE + "PartialRowSet",
        "tableId": view,
        "rows": [{"rowId": row["rowId"], "etag": row["etag"], "values": values}],
    }
    sent = {"concreteType": TABLE + "AppendableRowSetRequest", "entityId": view, "toAppend": rowset}
    done = transact(wire, view, sent).json
    assert done["results"][0]["updateResults"] == [{"entityId": node.public_id}]
    kept = wire.get(f"/repo/v1/entity/{node.public_id}/annotations2").json["annotations"]
    assert kept == {"keep": annotated("STRING", "k"), "tags": annotated("STRING", "p", "q")}
    # The etag is that of the row before.
    [again] = transact(wire, view, sent).json["results"][0]["updateResults"]
    assert again["failureCode"] == "CONCURRENT_UPDATE"


def test_a_csv_of_a_view_comes_and_goes(wire: Wire, alice: Actor, project: Node) -> None:
    node = make_file(alice, project, "a", kind=annotated("STRING", 'say "hi", \\ then'))
    columns = make_columns(
        wire,
        {"name": "kind", "columnType": "STRING", "maximumSize": 100},
        {"name": "etag", "columnType": "STRING", "maximumSize": 36},
    )
    view = make_view(wire, project, project, columns=columns)
    table = download(wire, f"select * from {view}")
    [header, row] = csv.reader(io.StringIO(table), doublequote=False, escapechar="\\")
    assert header == ["ROW_ID", "ROW_VERSION", "ROW_ETAG", "kind", "etag"]
    assert row == [str(node.id), "1", node.etag, 'say "hi", \\ then', node.etag]
    changed = table.replace("say", "tell")
    handle = upload(wire, changed.encode(), name="changes.csv")
    sent = {"concreteType": TABLE + "UploadToTableRequest", "entityId": view, "uploadFileHandleId": handle}
    done = transact(wire, view, sent)
    assert done.json["results"][0]["updateResults"] == [{"entityId": node.public_id}], done.content
    assert rows_of(query(wire, f"select kind from {view}")) == [['tell "hi", \\ then']]


def download(wire: Wire, sql: str, **options: object) -> str:
    entity = sql.split("from ")[1].split(maxsplit=1)[0]
    body = {"concreteType": TABLE + "DownloadFromTableRequest", "sql": sql, "includeEntityEtag": True, **options}
    made = run(wire, f"entity/{entity}/table/download/csv/async", body)
    assert made.status == 201, made.content
    handle = made.json["resultsFileHandleId"]
    claim = {"fileHandleId": handle, "associateObjectId": entity, "associateObjectType": "TableEntity"}
    asked = {"requestedFiles": [claim], "includePreSignedURLs": True, "includeFileHandles": True}
    [found] = wire.post("/file/v1/fileHandle/batch", asked).json["requestedFiles"]
    return send_bytes("GET", found["preSignedURL"]).content.decode()


def test_snapshots_keep_rows(wire: Wire, alice: Actor, project: Node) -> None:
    node = make_file(alice, project, "a", kind=annotated("STRING", "before"))
    columns = make_columns(wire, {"name": "kind", "columnType": "STRING", "maximumSize": 10})
    empty = make_view(wire, project, columns=columns, name="no scope")
    refused = transact(wire, empty, createSnapshot=True)
    assert refused.reason == "You cannot create a version of a view that has no scope."
    view = make_view(wire, project, project, columns=columns)
    kept = transact(wire, view, createSnapshot=True, snapshotOptions={"snapshotLabel": "v1"})
    assert kept.json["snapshotVersionNumber"] == 1
    change(alice, node, annotations={"kind": annotated("STRING", "after")})
    assert rows_of(query(wire, f"select kind from {view}.1")) == [["before"]]
    assert rows_of(query(wire, f"select kind from {view}")) == [["after"]]
    assert rows_of(query(wire, f"select kind from {view}.2")) == [["after"]]
    assert query(wire, f"select kind from {view}.3").status in {400, 404}


def test_who_may_not_read_a_file_any_more_does_not_read_it_in_a_snapshot(
    wire: Wire, alice: Actor, project: Node, folder: Node
) -> None:
    bob = make_person("bob")
    reader = {alice.id: frozenset({Permission.CHANGE_PERMISSIONS}), bob.id: frozenset({Permission.READ})}
    with writing():
        sharing.replace_local_acl(actor=alice, node_id=project.id, etag=None, grants=reader)
    open_file, secret = make_file(alice, project, "open"), make_file(alice, project, "secret")
    inner = make_file(alice, folder, "inner")
    columns = make_columns(wire, {"name": "name", "columnType": "STRING", "maximumSize": 50})
    view, other = make_view(wire, project, project, columns=columns), sign_in(bob)
    transact(wire, view, createSnapshot=True)
    assert rows_of(query(other, f"select name from {view}.1")) == [["open"], ["secret"], ["inner"]]
    with writing():
        for node in (secret, folder):
            grants = {alice.id: frozenset({Permission.CHANGE_PERMISSIONS})}
            sharing.create_local_acl(actor=alice, node_id=node.id, grants=grants)
        trash_entity(actor=alice, node_id=inner.id)
    sql = f"select name, row_benefactor from {view}.1"
    assert rows_of(query(other, sql)) == [["open", str(open_file.benefactor_id)]]
    assert query(other, sql).json["queryCount"] == 1
    assert len(rows_of(query(wire, sql))) == 3


def test_a_path_has_no_name_that_one_may_not_read(wire: Wire, alice: Actor, project: Node, folder: Node) -> None:
    bob = make_person("bob")
    inner = make_entity(alice, Kind.FOLDER, "inner", parent=folder)
    make_file(alice, inner, "a")
    columns = [column for column in defaults(wire, 8) if column["name"] == "path"]
    view, other = make_view(wire, project, folder, columns=columns), sign_in(bob)
    keeper = {alice.id: frozenset({Permission.CHANGE_PERMISSIONS})}
    reader = {**keeper, bob.id: frozenset({Permission.READ})}
    with writing():
        sharing.replace_local_acl(actor=alice, node_id=project.id, etag=None, grants=reader)
    transact(wire, view, createSnapshot=True)
    assert rows_of(query(other, f"select path from {view}.1")) == [["P/raw/inner/a"]]
    with writing():
        sharing.create_local_acl(actor=alice, node_id=folder.id, grants=keeper)
        sharing.create_local_acl(actor=alice, node_id=inner.id, grants=reader)
    for source in (view, f"{view}.1"):
        assert rows_of(query(other, f"select path from {source}")) == [["P/Redacted/inner/a"]]
        assert rows_of(query(wire, f"select path from {source}")) == [["P/raw/inner/a"]]


def test_columns_are_proposed_for_the_annotations_of_a_scope(wire: Wire, alice: Actor, project: Node) -> None:
    make_file(
        alice, project, "a", s=annotated("STRING", "four"), n=annotated("LONG", "1"), l=annotated("STRING", "a", "bcd")
    )
    make_file(
        alice,
        project,
        "b",
        s=annotated("STRING", "longer"),
        n=annotated("DOUBLE", "1.5"),
        name=annotated("STRING", "x"),
    )
    scope = {"scope": [project.public_id], "viewTypeMask": 1, "viewEntityType": "entityview"}
    found = run(wire, "column/view/scope/async", {"concreteType": TABLE + "ViewColumnModelRequest", "viewScope": scope})
    assert found.json["results"] == [
        {"name": "l", "columnType": "STRING_LIST", "maximumSize": 3, "maximumListLength": 2},
        {"name": "n", "columnType": "DOUBLE"},
        {"name": "s", "columnType": "STRING", "maximumSize": 6},
    ]
    assert "nextPageToken" not in found.json


def test_the_definition_of_a_view_is_checked(wire: Wire, project: Node, folder: Node) -> None:
    columns = defaults(wire, 8)
    assert [column["name"] for column in columns][-1] == "path"
    body = {"concreteType": TABLE + "EntityView", "parentId": project.public_id, "columnIds": []}
    both = wire.post("/repo/v1/entity", {**body, "viewTypeMask": 3})
    assert both.reason == "The Project type cannot be combined with any other type."
    none = wire.post("/repo/v1/entity", body)
    assert none.reason == "Either 'viewType' or 'viewTypeMask' must be provided"
    old = wire.post("/repo/v1/entity", {**body, "type": "file", "scopeIds": [folder.public_id]})
    assert (old.json["viewTypeMask"], old.json["scopeIds"]) == (1, [str(folder.id)])
    projects = make_view(wire, project, project, columns=columns, viewTypeMask=2, name="projects")
    assert rows_of(query(wire, f"select id, path from {projects}")) == [[project.public_id, "P"]]
    empty = query(wire, f"select * from {old.json['id']}")
    assert empty.reason == f"Schema for {old.json['id']} is empty."
    assert query(wire, f"select * from {project.public_id}").reason == f"{project.public_id} is not a table or view."


def test_the_queries_for_a_view_do_not_grow_with_its_rows(wire: Wire, alice: Actor, project: Node) -> None:
    view = make_view(wire, project, project, columns=defaults(wire))
    counts = []
    for number in range(3):
        make_file(alice, project, f"a{number}")
        with CaptureQueriesContext(connection) as captured:
            assert len(rows_of(query(wire, f"select * from {view}"))) == number + 1
        counts.append(len(captured))
    assert counts[0] == counts[-1]


def test_annotations_that_a_schema_derives_are_in_views(wire: Wire, alice: Actor, project: Node) -> None:
    make_organization(alice)
    properties: JsonObject = {
        "species": {"type": "string", "const": "human"},
        "stage": {"type": "string", "const": "raw"},
    }
    register(alice, "my.organization-derived", {"type": "object", "properties": properties})
    with writing():
        bind_schema(
            actor=alice,
            node_id=project.id,
            schema_id=parse_schema_id("my.organization-derived"),
            enable_derived_annotations=True,
        )
    make_file(alice, project, "a", stage=annotated("STRING", "raw"))
    columns = make_columns(
        wire, *({"name": name, "columnType": "STRING", "maximumSize": 10} for name in ("species", "stage"))
    )
    view = make_view(wire, project, project, columns=columns)
    assert rows_of(query(wire, f"select * from {view} where species = 'human'")) == [["human", "raw"]]
    scope = {"scope": [project.public_id], "viewTypeMask": 1}
    asked = {"viewScope": scope, "includeDerivedAnnotations": True}
    found = run(wire, "column/view/scope/async", asked).json["results"]
    assert [column["name"] for column in found] == ["species", "stage"]
    plain = run(wire, "column/view/scope/async", {"viewScope": scope}).json["results"]
    assert [column["name"] for column in plain] == ["stage"]


def test_a_view_may_be_wider_than_a_table(wire: Wire, alice: Actor, project: Node, folder: Node) -> None:
    """The client's curator makes a list of texts of each list in a schema; five of them are too wide for a table."""
    lists = make_columns(wire, *({"name": f"list{number}", "columnType": "STRING_LIST"} for number in range(5)))
    ids = [column["id"] for column in lists]
    body = {"concreteType": TABLE + "TableEntity", "name": "t", "parentId": project.public_id, "columnIds": ids}
    assert "Too much data per column" in wire.post("/repo/v1/entity", body).reason
    make_file(alice, folder, "a", list1=annotated("STRING", "x", "y"))
    view = make_view(wire, project, folder, columns=lists[1:3])
    changes = [{"newColumnId": column["id"]} for column in (lists[0], *lists[3:])]
    change = {"concreteType": TABLE + "TableSchemaChangeRequest", "entityId": view, "changes": changes}
    order = [column["id"] for column in (*lists[1:3], lists[0], *lists[3:])]
    assert transact(wire, view, {**change, "orderedColumnIds": order}).status == 201
    assert rows_of(query(wire, f"select list1, list4 from {view}")) == [['["x","y"]', None]]
