"""Grids over views: files as rows, judged by their own schemas, written as annotations with their etags."""

from typing import Any

import pytest

from tests.doors.api.test_grids import GRID, Desk, cell, literal, refuse, repo, run
from tests.factories.accounts import make_user
from tests.factories.entities import change
from tests.factories.places import GOOD, Place, text
from tests.support.wire import Wire, send_bytes, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import ANONYMOUS_USER, AUTHENTICATED_USERS, OWNER, PUBLIC, Permission
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.sharing import create_local_acl, replace_local_acl
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node

# Views are read by a connection of their own.
pytestmark = pytest.mark.django_db(transaction=True)
SHARED = "SOURCE_BENEFACTOR"
COLUMNS = ("LAYOUT", "ID", "LANES", "TAGS")


def make_view(wire: Wire, place: Place) -> str:
    kinds = {"LANES": "INTEGER", "TAGS": "STRING_LIST"}
    sizes = {"maximumSize": 50}
    models = [{"name": name, "columnType": kinds.get(name, "STRING"), **sizes} for name in COLUMNS]
    fields = [
        {"name": "id", "columnType": "ENTITYID"},
        {"name": "name", "columnType": "STRING", "maximumSize": 256},
        {"name": "etag", "columnType": "STRING", "maximumSize": 36},
    ]
    columns = wire.post(repo("column/batch"), {"list": [*fields, *models]}).json["list"]
    body = {
        "concreteType": "org.sagebionetworks.repo.model.table.EntityView",
        "name": "files",
        "parentId": place.project.public_id,
        "columnIds": [column["id"] for column in columns],
        "scopeIds": [place.folder.public_id],
        "viewTypeMask": 1,
    }
    answer = wire.post(repo("entity"), body)
    assert answer.status == 201, answer
    return str(answer.json["id"])


def opened(wire: Wire, view: str, **more: object) -> dict[str, Any]:
    query = {"sql": f"SELECT * FROM {view} ORDER BY name"}
    return dict(run(wire, "grid/session/async", {"initialQuery": query, **more}, status=200)["gridSession"])


def synchronize(desk: Desk) -> list[str]:
    return list(run(desk.wire, "grid/synchronize/async", {"gridSessionId": desk.id}, status=200)["errorMessages"])


def rows(desk: Desk) -> list[dict[str, Any]]:
    return [row["data"] for row in desk.query()["rows"]]


def annotations(node: Node) -> dict[str, Any]:
    current = get_node(node.id).current
    return {name: value["value"] for name, value in (current.annotations if current else {}).items()}


def test_files_are_rows_judged_by_their_own_schema(place: Place) -> None:
    a, b = place.add("a", **GOOD), place.add("b", LAYOUT="Paired-end", ID="wrong")
    wire = sign_in(place.owner)
    session = opened(wire, make_view(wire, place))
    assert session["gridJsonSchema$Id"] == "my.organization-Reads-1.0.0"
    assert "sourceEntityVersionNumber" not in session
    found = Desk(wire, session).query(includeValidationMessages=True)["rows"]
    assert [row["data"]["id"] for row in found] == [a.public_id, b.public_id]
    assert [row["data"]["etag"] for row in found] == [get_node(a.id).etag, get_node(b.id).etag]
    assert found[0]["validationResults"] == {"isValid": True}
    [message] = found[1]["validationResults"]["allValidationMessages"]
    assert message.startswith("#/ID: ")


def test_changed_cells_become_annotations(place: Place) -> None:
    a = place.add("a", ID="HTA201_1")
    wire = sign_in(place.owner)
    desk = Desk(wire, opened(wire, make_view(wire, place)))
    [row] = desk.query()["rows"]
    assert row["validationResults"]["isValid"] is False
    desk.update({"set": [literal("LAYOUT", "Paired-end"), literal("LANES", 4), literal("TAGS", ["x", "y"])]})
    [row] = desk.query()["rows"]
    assert row["validationResults"] == {"isValid": True}
    assert synchronize(desk) == []
    assert annotations(a) == {"ID": ["HTA201_1"], "LAYOUT": ["Paired-end"], "LANES": ["4"], "TAGS": ["x", "y"]}
    assert rows(desk)[0]["etag"] == get_node(a.id).etag
    assert rows(desk)[0]["TAGS"] == ["x", "y"]
    desk.update({"set": [literal("TAGS")]})
    assert synchronize(desk) == []
    assert "TAGS" not in annotations(a)
    etag = get_node(a.id).etag
    assert synchronize(desk) == []
    assert get_node(a.id).etag == etag


def test_new_files_appear_and_gone_ones_go(place: Place) -> None:
    a, b = place.add("a", **GOOD), place.add("b", **GOOD)
    wire = sign_in(place.owner)
    desk = Desk(wire, opened(wire, make_view(wire, place)))
    desk.update({"set": [literal("LANES", 2)], "filters": [cell("name", "EQUALS", "a")]})
    with writing():
        trash_entity(actor=place.owner, node_id=a.id)
    c = place.add("c", **GOOD)
    [told] = synchronize(desk)
    assert told.startswith(f"{a.public_id} is not in the view any more; not written: LANES.")
    assert [row["id"] for row in rows(desk)] == [b.public_id, c.public_id]
    file = run(wire, "grid/download/csv/async", {"sessionId": desk.id, "includeRowIdAndRowVersion": False})
    url = wire.get(f"/file/v1/fileHandle/{file['resultsFileHandleId']}/url?redirect=false").content.decode()
    head, first, _ = send_bytes("GET", url).content.decode().splitlines()
    assert head == f"ROW_ETAG,id,name,etag,{','.join(COLUMNS)}"
    assert first.startswith(f"{get_node(b.id).etag},{b.public_id},b,")


def test_who_changed_a_file_meanwhile_is_not_written_over(place: Place) -> None:
    a = place.add("a", **GOOD)
    wire = sign_in(place.owner)
    desk = Desk(wire, opened(wire, make_view(wire, place)))
    desk.update({"set": [literal("ID", "HTA201_9"), literal("LANES", 2)]})
    change(place.owner, a, annotations=text(LAYOUT="Single-end", ID="HTA201_5"))
    assert synchronize(desk) == [f"{a.public_id}, ID: changed here and at the file. The grid keeps its value."]
    assert annotations(a) == {"LAYOUT": ["Single-end"], "ID": ["HTA201_5"], "LANES": ["2"]}
    assert (rows(desk)[0]["ID"], rows(desk)[0]["LAYOUT"]) == ("HTA201_9", "Single-end")
    assert synchronize(desk) == []
    assert annotations(a)["ID"] == ["HTA201_9"]


def test_what_cannot_be_written_is_told(place: Place) -> None:
    a = place.add("a", **GOOD)
    wire = sign_in(place.owner)
    desk = Desk(wire, opened(wire, make_view(wire, place)))
    desk.update({"set": [literal("LANES", "many"), literal("name", "z")]})
    [row] = desk.query(includeValidationMessages=True)["rows"]
    assert row["validationResults"]["isValid"] is False
    [told] = synchronize(desk)
    assert told.startswith(f"{a.public_id} was not written: Column LANES: ")
    assert annotations(a) == {"LAYOUT": ["Paired-end"], "ID": ["HTA201_1"]}
    # A field of the file is the file's.
    assert rows(desk)[0]["name"] == "a"
    pull = {"gridSessionId": desk.id, "syncType": "PULL"}
    assert refuse(wire, "grid/synchronize/async", pull)[0] == 400


def test_the_rows_are_those_that_the_owner_may_read(place: Place) -> None:
    place.add("a", **GOOD)
    secret = place.add("b", **GOOD)
    wire = sign_in(place.owner)
    view = make_view(wire, place)
    bob = actor_of(make_user("bob"))
    with writing():
        editor = frozenset({Permission.READ, Permission.UPDATE, Permission.DOWNLOAD})
        grants = {place.owner.id: frozenset(OWNER), bob.id: editor}
        replace_local_acl(actor=place.owner, node_id=place.project.id, etag=None, grants=grants)
        create_local_acl(actor=place.owner, node_id=secret.id, grants={place.owner.id: frozenset(OWNER)})
    other = sign_in(bob)
    assert [row["name"] for row in rows(Desk(other, opened(other, view)))] == ["a"]
    shared = opened(wire, view, authorizationMode="SOURCE_BENEFACTOR")
    assert other.get(repo(f"grid/session/{shared['sessionId']}")).status == 403
    with writing():
        create_local = {place.owner.id: frozenset(OWNER), bob.id: editor}
        replace_local_acl(actor=place.owner, node_id=secret.id, etag=None, grants=create_local)
    assert other.get(repo(f"grid/session/{shared['sessionId']}")).status == 200
    mine = opened(wire, view)
    assert other.get(repo(f"grid/session/{mine['sessionId']}")).status == 403


def test_an_administrator_brings_no_rows_that_the_owner_may_not_read(place: Place) -> None:
    place.add("a", **GOOD)
    secret = place.add("b", **GOOD)
    bob = actor_of(make_user("bob"))
    with writing():
        grants = {place.owner.id: frozenset(OWNER), bob.id: frozenset({Permission.READ, Permission.UPDATE})}
        replace_local_acl(actor=place.owner, node_id=place.project.id, etag=None, grants=grants)
        create_local_acl(actor=place.owner, node_id=secret.id, grants={place.owner.id: frozenset(OWNER)})
    view, admin, other = make_view(sign_in(place.owner), place), sign_in(place.administrator), sign_in(bob)
    given = opened(admin, view, ownerPrincipalId=str(bob.id))
    assert [row["name"] for row in rows(Desk(other, given))] == ["a"]
    synchronize(Desk(admin, given))
    assert [row["name"] for row in rows(Desk(other, given))] == ["a"]


def test_who_loses_a_folder_loses_the_grids_that_show_it(place: Place) -> None:
    place.add("a", **GOOD)
    secret = place.add("b", **GOOD)
    bob = actor_of(make_user("bob"))
    with writing():
        grants = {place.owner.id: frozenset(OWNER), bob.id: frozenset({Permission.READ, Permission.UPDATE})}
        replace_local_acl(actor=place.owner, node_id=place.project.id, etag=None, grants=grants)
    wire, other = sign_in(place.owner), sign_in(bob)
    address = repo(f"grid/session/{opened(wire, make_view(wire, place), authorizationMode=SHARED)['sessionId']}")
    assert other.get(address).status == 200
    with writing():
        create_local_acl(actor=place.owner, node_id=secret.id, grants={place.owner.id: frozenset(OWNER)})
    assert other.get(address).status == 403
    with writing():
        trash_entity(actor=place.owner, node_id=secret.id)
    assert (other.get(address).status, wire.get(address).status) == (403, 200)


def test_a_grid_does_not_belong_to_everyone(place: Place) -> None:
    place.add("a", **GOOD)
    wire = sign_in(place.owner)
    view = make_view(wire, place)
    for everyone in (AUTHENTICATED_USERS, PUBLIC, ANONYMOUS_USER):
        body = {"initialQuery": {"sql": f"SELECT * FROM {view}"}, "ownerPrincipalId": str(everyone)}
        assert refuse(wire, "grid/session/async", body)[0] == 403


def test_only_rows_that_are_files_make_a_grid(place: Place) -> None:
    place.add("a", **GOOD)
    wire = sign_in(place.owner)
    view = make_view(wire, place)
    for sql in (f"SELECT COUNT(*) FROM {view}", f"SELECT * FROM {place.folder.public_id}", "SELECT", "DROP TABLE x"):
        body = {"concreteType": GRID + "CreateGridRequest", "initialQuery": {"sql": sql}}
        assert refuse(wire, "grid/session/async", body)[0] == 400, sql
