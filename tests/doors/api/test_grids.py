"""Grids over the wire: sessions, replicas, queries, updates, CSV in and out, synchronization."""

from typing import Any

import pytest

from tests.factories.accounts import make_user
from tests.factories.entities import make_person
from tests.factories.grids import bind, make_sheet
from tests.factories.records import replace_rows
from tests.support.wire import Wire, send_bytes, sign_in, upload
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor
from theatrum.repository.accounts.actions.teams import create_team
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Node

pytestmark = pytest.mark.django_db
GRID = "org.sagebionetworks.repo.model.grid."
ALL = [{"concreteType": GRID + "query.SelectAll"}]


def repo(path: str) -> str:
    return f"/repo/v1/{path}"


def run(wire: Wire, path: str, body: dict[str, Any], *, status: int = 201) -> dict[str, Any]:
    """Start a job and return its answer."""
    started = wire.post(repo(f"{path}/start"), body)
    assert started.status == 201, started
    answer = wire.get(repo(f"{path}/get/{started.json['token']}"))
    assert answer.status == status, answer
    return dict(answer.json)


def refuse(wire: Wire, path: str, body: dict[str, Any]) -> tuple[int, str]:
    """Start a job that is refused, at once or in the end; return status and reason."""
    started = wire.post(repo(f"{path}/start"), body)
    if started.status != 201:
        return started.status, started.reason
    answer = wire.get(repo(f"{path}/get/{started.json['token']}"))
    return answer.status, answer.reason


def opened(wire: Wire, node: Node, **more: object) -> dict[str, Any]:
    body = {"concreteType": GRID + "CreateGridRequest", "recordSetId": node.public_id, **more}
    return dict(run(wire, "grid/session/async", body, status=200)["gridSession"])


def seat(wire: Wire, session: dict[str, Any]) -> int:
    made = wire.post(repo(f"grid/session/{session['sessionId']}/replica"), {"gridSessionId": session["sessionId"]})
    assert made.status == 201
    return int(made.json["replica"]["replicaId"])


class Desk:
    """Somebody at a grid."""

    def __init__(self, wire: Wire, session: dict[str, Any]) -> None:
        self.wire = wire
        self.id = session["sessionId"]
        self.replica = seat(wire, session)

    def query(self, *filters: dict[str, Any], select: object = None, **more: object) -> dict[str, Any]:
        query = {"columnSelection": select or ALL, "filters": list(filters), **more}
        body = {"sessionId": self.id, "replicaId": self.replica, "queryRequest": {"query": query}}
        return dict(run(self.wire, "grid/session/query/async", body)["queryResult"])

    def ids(self, *filters: dict[str, Any]) -> list[object]:
        return [row["data"]["id"] for row in self.query(*filters)["rows"]]

    def update(self, *batch: dict[str, Any]) -> dict[str, Any]:
        body = {"sessionId": self.id, "replicaId": self.replica, "updateRequest": {"update": {"batch": list(batch)}}}
        return dict(run(self.wire, "grid/session/update/async", body)["updateResponse"])


def cell(column: str, operator: str, value: object = None) -> dict[str, Any]:
    return {"concreteType": GRID + "query.CellValueFilter", "columnName": column, "operator": operator, "value": value}


def literal(column: str, *value: object) -> dict[str, Any]:
    sent = {"concreteType": GRID + "update.LiteralSetValue", "columnName": column}
    return {**sent, "value": value[0]} if value else sent


@pytest.fixture
def sheet() -> tuple[Actor, Node]:
    ann, node = make_sheet()
    bind(node)
    return ann, node


def test_a_session_lives_through_its_life(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire, eve = sign_in(ann), sign_in(make_person("eve"))
    session = opened(wire, node)
    assert session["sourceEntityId"] == node.public_id
    assert session["sourceEntityVersionNumber"] == 1
    assert session["gridJsonSchema$Id"] == "my.organization-people-1.0.0"
    assert (session["startedBy"], session["ownerPrincipalId"]) == (str(ann.id), str(ann.id))
    assert session["authorizationMode"] == "SESSION_OWNER"
    address = repo(f"grid/session/{session['sessionId']}")
    assert wire.get(address).json == session
    assert [one["sessionId"] for one in wire.post(repo("grid/session/list"), {}).json["page"]] == [session["sessionId"]]
    assert wire.post(repo("grid/session/list"), {"sourceId": "syn1"}).json == {
        "concreteType": GRID + "ListGridSessionsResponse",
        "page": [],
    }
    assert eve.post(repo("grid/session/list"), {}).json["page"] == []
    assert eve.get(address).status == 403
    assert eve.delete(address).status == 403
    assert wire.delete(address).status == 200
    assert wire.get(address).status == 404
    assert wire.delete(address).status == 404
    assert wire.post(repo("grid/session/list"), {"sourceId": node.public_id}).json["page"] == []


def test_seats_are_taken_read_and_listed(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    session = opened(wire, node)
    first, second = seat(wire, session), seat(wire, session)
    assert second == first + 1
    address = repo(f"grid/session/{session['sessionId']}/replica")
    found = wire.get(f"{address}/{first}").json
    assert (found["createdBy"], found["isAgentReplica"]) == (str(ann.id), False)
    assert [one["replicaId"] for one in wire.post(f"{address}/list", {}).json["page"]] == [first, second]
    assert wire.get(f"{address}/1").status == 404
    assert wire.get(repo(f"grid/session/{session['sessionId']}")).json["lastReplicaIdClient"] == second
    refused = wire.post(repo(f"grid/session/{session['sessionId']}/presigned/url"), {"replicaId": first})
    assert refused.status == 501
    assert "websocket" in refused.reason


def test_a_team_shares_a_session(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    bob = actor_of(make_user("bob"))
    with writing():
        team = create_team(actor=ann, name="Curators")
        grants = {ann.id: frozenset(OWNER), bob.id: frozenset(OWNER)}
        replace_local_acl(actor=ann, node_id=node.project_id or 0, etag=None, grants=grants)
    wire, other = sign_in(ann), sign_in(bob)
    body = {"recordSetId": node.public_id, "ownerPrincipalId": str(team.pk)}
    assert refuse(other, "grid/session/async", body)[0] == 403
    session = opened(wire, node, ownerPrincipalId=str(team.pk))
    address = repo(f"grid/session/{session['sessionId']}")
    assert other.get(address).status == 403
    everybody = opened(wire, node, authorizationMode="SOURCE_BENEFACTOR")
    assert other.get(repo(f"grid/session/{everybody['sessionId']}")).status == 200
    assert sign_in(make_person("eve")).get(repo(f"grid/session/{everybody['sessionId']}")).status == 403
    assert other.delete(repo(f"grid/session/{everybody['sessionId']}")).status == 403


def test_a_query_shows_what_cells_stand_for(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    desk = Desk(sign_in(ann), opened(sign_in(ann), node))
    found = desk.query(includeValidationMessages=True)
    assert [column["columnName"] for column in found["selectColumns"]] == ["id", "name", "age"]
    assert [row["data"] for row in found["rows"]] == [
        {"id": "1", "name": "Ann", "age": 40},
        {"id": "2", "name": "Bob", "age": None},
        {"id": "3", "name": "Cy", "age": "seven"},
    ]
    assert [row["validationResults"] for row in found["rows"]] == [
        {"isValid": True},
        {
            "isValid": False,
            "validationErrorMessage": "expected type: Integer, found: Null",
            "allValidationMessages": ["#/age: expected type: Integer, found: Null"],
        },
        {
            "isValid": False,
            "validationErrorMessage": "expected type: Integer, found: String",
            "allValidationMessages": ["#/age: expected type: Integer, found: String"],
        },
    ]
    name = [{"concreteType": GRID + "query.SelectByName", "columnName": "name"}]
    assert [row["data"] for row in desk.query(select=name, limit=1, offset=1)["rows"]] == [{"name": "Bob"}]
    count = [{"concreteType": GRID + "query.function.CountStar", "alias": "n"}]
    assert desk.query(select=count)["rows"] == [{"data": {"n": 3}}]
    selected = [{"concreteType": GRID + "query.SelectSelection"}]
    assert desk.query(select=selected)["selectColumns"] == []


def test_filters_choose_rows(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    desk = Desk(wire, opened(wire, node))
    is_valid = {"concreteType": GRID + "query.RowIsValidFilter", "value": False}
    assert desk.ids(is_valid) == ["2", "3"]
    message = {
        "concreteType": GRID + "query.RowValidationResultFilter",
        "operator": "LIKE",
        "validationResultValue": "%found: Null%",
    }
    assert desk.ids(message) == ["2"]
    assert desk.ids({**message, "operator": "NOT_LIKE"}) == ["1", "3"]
    row_ids = [row["rowId"] for row in desk.query()["rows"]]
    assert desk.ids({"concreteType": GRID + "query.RowIdFilter", "rowIdsIn": row_ids[1:]}) == ["2", "3"]
    strangers = [f"{replica}.1" for replica in range(900_000, 902_000)]
    many = {"concreteType": GRID + "query.RowIdFilter", "rowIdsIn": [*row_ids[1:], *strangers]}
    assert desk.ids(*[many] * 40) == ["2", "3"]
    selected = {"concreteType": GRID + "query.RowSelectionFilter", "isSelected": False}
    assert desk.ids(selected) == ["1", "2", "3"]
    assert desk.ids(cell("age", "GREATER_THAN", 39)) == ["1"]
    assert desk.ids(cell("age", "IS_NULL")) == ["2"]
    assert desk.ids(cell("name", "IN", ["Bob", "Cy"]), cell("age", "IS_NOT_NULL")) == ["3"]
    assert desk.ids(cell("name", "LIKE", "_n%")) == ["1"]
    assert desk.ids(cell("name", "NOT_EQUALS", "Bob")) == ["1", "3"]
    body = {"sessionId": desk.id, "replicaId": desk.replica}
    unknown = {"columnSelection": ALL, "filters": [cell("nobody", "IS_NULL")]}
    status, reason = refuse(wire, "grid/session/query/async", {**body, "queryRequest": {"query": unknown}})
    assert (status, reason.startswith("Column name: nobody not found.")) == (400, True)
    assert (
        refuse(wire, "grid/session/query/async", {**body, "queryRequest": {"query": {"columnSelection": []}}})[0] == 400
    )


def test_updates_set_cells_and_tell_how_many_rows(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    desk = Desk(wire, opened(wire, node))
    template = {
        "concreteType": GRID + "update.TemplateSetValue",
        "columnName": "name",
        "sourceTemplate": "{name}-{id}",
        "pattern": "([A-Z])[a-z]*-([0-9])",
        "replacement": "$2$1",
    }
    assert desk.update(
        {"set": [literal("age", 41)], "filters": [cell("age", "IS_NULL")]},
        {"set": [literal("age")], "filters": [cell("id", "EQUALS", "3")]},
        {"set": [template], "limit": 2},
    ) == {"updateResults": [1, 1, 2], "totalRowsUpdated": 4}
    assert [row["data"] for row in desk.query()["rows"]] == [
        {"id": "1", "name": "1A", "age": 40},
        {"id": "2", "name": "2B", "age": 41},
        {"id": "3", "name": "Cy", "age": None},
    ]
    body = {"sessionId": desk.id, "replicaId": desk.replica}
    wrong = {**template, "pattern": "("}
    sent = {**body, "updateRequest": {"update": {"batch": [{"set": [wrong]}]}}}
    assert refuse(wire, "grid/session/update/async", sent)[0] == 400
    desk.update({"set": [literal("name", "x" * 90_000)]})
    for endless in ({"sourceTemplate": "{name}" * 1_600}, {"sourceTemplate": "{name}", "replacement": "$0" * 5_000}):
        large = {**template, "pattern": "x*", **endless}
        sent = {**body, "updateRequest": {"update": {"batch": [{"set": [large]}]}}}
        status, reason = refuse(wire, "grid/session/update/async", sent)
        assert (status, "more than 100,000 characters" in reason) == (400, True)


def test_only_who_made_a_replica_uses_it(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    session = opened(wire, node)
    mine = seat(wire, session)
    query = {"query": {"columnSelection": ALL}}
    body = {"sessionId": session["sessionId"], "replicaId": mine, "queryRequest": query}
    assert refuse(sign_in(make_person("eve")), "grid/session/query/async", body)[0] == 403
    assert refuse(Wire(), "grid/session/query/async", body)[0] == 403
    assert refuse(wire, "grid/session/query/async", {**body, "replicaId": 1})[0] == 404


def test_a_csv_comes_out_as_it_went_in(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    replace_rows(ann, node, b'id,name,age\n1,"a, ""b""",1.50\n2,"two\nlines",007\n')
    wire = sign_in(ann)
    body = {
        "sessionId": opened(wire, node)["sessionId"],
        "writeHeader": True,
        "includeRowIdAndRowVersion": False,
        "includeEtag": False,
        "fileName": "out.csv",
    }
    result = run(wire, "grid/download/csv/async", body)
    assert result["concreteType"] == GRID + "DownloadFromGridResult"
    url = wire.get(f"/file/v1/fileHandle/{result['resultsFileHandleId']}/url?redirect=false").content.decode()
    content = send_bytes("GET", url).content
    assert content == b'id,name,age\n1,"a, ""b""",1.50\n2,"two\nlines",007\n'
    with_ids = run(wire, "grid/download/csv/async", {"sessionId": body["sessionId"]})
    url = wire.get(f"/file/v1/fileHandle/{with_ids['resultsFileHandleId']}/url?redirect=false").content.decode()
    assert send_bytes("GET", url).content.splitlines()[0] == b"ROW_ID,ROW_VERSION,ROW_ETAG,id,name,age"


def test_a_csv_is_taken_in_by_its_key(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    desk = Desk(wire, opened(wire, node))
    content = b"id,age,other\n1,40,x\n2,41,x\n9,9,x\n9,10,x\n\n"
    body = {
        "sessionId": desk.id,
        "fileHandleId": upload(wire, content, name="in.csv"),
        "csvDescriptor": {"isFirstLineHeader": True},
        "schema": [{"name": name, "columnType": "STRING"} for name in ("id", "age", "other")],
    }
    result = run(wire, "grid/import/csv/async", body)
    assert (result["totalCount"], result["createdCount"], result["updatedCount"]) == (4, 1, 1)
    assert [list(row["data"].values()) for row in desk.query()["rows"]] == [
        ["1", "Ann", 40],
        ["2", "Bob", 41],
        ["3", "Cy", "seven"],
        ["9", None, 10],
    ]
    again = run(wire, "grid/import/csv/async", body)
    assert (again["createdCount"], again["updatedCount"]) == (0, 0)
    wrong = {**body, "schema": [{"name": "id", "columnType": "STRING"}]}
    assert refuse(wire, "grid/import/csv/async", wrong) == (400, "The CSV has 3 columns, and the schema 1.")
    without_key = {
        **body,
        "fileHandleId": upload(wire, b"name\nx\n", name="in.csv"),
        "schema": [{"name": "name", "columnType": "STRING"}],
    }
    assert refuse(wire, "grid/import/csv/async", without_key)[0] == 400


def test_an_export_makes_a_version_with_its_validation(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    session = opened(wire, node)
    result = run(wire, "grid/export/recordset/async", {"sessionId": session["sessionId"]})
    assert (result["recordSetId"], result["recordSetVersionNumber"]) == (node.public_id, 2)
    assert result["validationSummaryStatistics"]["numberOfInvalidChildren"] == 2
    entity = wire.get(repo(f"entity/{node.public_id}")).json
    assert entity["validationFileHandleId"] == result["validationFileHandleId"]
    assert entity["validationSummary"]["totalNumberOfChildren"] == 3
    claim = {"associateObjectType": "FileEntity", "associateObjectId": node.public_id}
    asked = {"requestedFiles": [{**claim, "fileHandleId": result["validationFileHandleId"]}]}
    batch = wire.post("/file/v1/fileHandle/batch", {**asked, "includeFileHandles": True, "includePreSignedURLs": True})
    [found] = batch.json["requestedFiles"]
    assert send_bytes("GET", found["preSignedURL"]).content.splitlines()[0] == (
        b"row_index,is_valid,validation_error_message,all_validation_messages"
    )
    # What the server says of validation, a client cannot set: not another file, and not to be rid of it.
    sent = wire.put(repo(f"entity/{node.public_id}"), {**entity, "validationFileHandleId": "1"})
    assert sent.json["validationFileHandleId"] == result["validationFileHandleId"]


def test_synchronizing_pulls_and_pushes(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    desk = Desk(wire, opened(wire, node))
    desk.update({"set": [literal("name", "mine")], "filters": [cell("id", "EQUALS", "1")]})
    replace_rows(ann, node, b"id,name,age\n1,theirs,50\n2,Bob,\n3,Cy,seven\n")
    pulled = run(wire, "grid/synchronize/async", {"gridSessionId": desk.id, "syncType": "PULL"}, status=200)
    assert pulled["errorMessages"] == ["Row 1, name: changed here and at the source. The grid keeps its value."]
    assert pulled["gridSession"]["sourceEntityVersionNumber"] == 2
    assert desk.query(limit=1)["rows"][0]["data"] == {"id": "1", "name": "mine", "age": 50}
    pushed = run(wire, "grid/synchronize/async", {"gridSessionId": desk.id}, status=200)
    assert pushed["errorMessages"] == []
    assert wire.get(repo(f"entity/{node.public_id}")).json["versionNumber"] == 3


def test_nonsense_is_refused(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    assert refuse(wire, "grid/session/async", {})[0] == 400
    both = {"recordSetId": node.public_id, "initialQuery": {"sql": "SELECT * FROM syn1"}}
    assert refuse(wire, "grid/session/async", both)[0] == 400
    assert refuse(wire, "grid/session/async", {"recordSetId": f"syn{node.project_id}"})[0] == 400
    assert refuse(wire, "grid/session/async", {"recordSetId": node.public_id, "authorizationMode": "ALL"})[0] == 400
    assert wire.get(repo("grid/session/nothing")).status == 404
    assert Wire().post(repo("grid/session/async/start"), {"recordSetId": node.public_id}).status == 403
