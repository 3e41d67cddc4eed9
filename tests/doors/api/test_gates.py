"""Every data write of the API against every gate that is closed: refused, with the gate named; and open otherwise.

A write route that is not named here fails the test: whoever adds one says whether it writes data of a center.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories.entities import make_entity, make_handle
from tests.factories.onboarding import CLOSING, Onboarded, onboard
from tests.factories.records import make_csv, make_records
from tests.factories.schemas import make_organization, register
from tests.support import gates as support
from tests.support.wire import Answer, Wire, sign_in, upload
from theatrum.consortium.calendar.models import Schedule
from theatrum.consortium.calendar.windows import here_today
from theatrum.consortium.onboarding.gates import Gate
from theatrum.doors.api import urls
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import OWNER
from theatrum.repository.accounts.models import TermsOfService
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db

REPO = "/repo/v1/"
_MODEL = "org.sagebionetworks.repo.model."
_OF_PEOPLE = "accounts and teams hold no data"
_OWN = "an own list or message"
_BYTES = "bytes for nothing in particular: asked when they are placed"
_COLUMNS = "a column belongs to nobody"
_ORGANIZATION = "schemas belong to organizations, which are of no center"
_READS = "reads"
NO_DATA: Mapping[str, str] = {
    "POST activity": "an activity is data once it made something",
    "DELETE activity/{activity_id}": "one that made something cannot be deleted",
    "POST file/bulk/async/start": _READS,
    "POST column": _COLUMNS,
    "POST column/batch": _COLUMNS,
    "GET column/tableview/defaults": _COLUMNS,
    "POST storageLocation": "a location is of no folder until a setting names it",
    "DELETE download/list": _OWN,
    "POST download/list/add": _OWN,
    "POST download/list/add/async/start": _OWN,
    "POST download/list/manifest/async/start": _READS,
    "POST download/list/package/async/start": _READS,
    "POST download/list/query/async/start": _READS,
    "POST download/list/remove": _OWN,
    "POST externalFileHandle": _BYTES,
    "POST externalFileHandle/{store}": _BYTES,
    "DELETE fileHandle/{handle_id}": _BYTES,
    "POST filehandles/copy": _BYTES,
    "POST file/multipart": _BYTES,
    "PUT file/multipart/{upload_id}/add/{part_number}": _BYTES,
    "PUT file/multipart/{upload_id}/complete": _BYTES,
    "POST file/multipart/{upload_id}/presigned/url/batch": _BYTES,
    "POST curation/task/{task_id}/execute/async/start": "this server carries out no tasks",
    "DELETE grid/session/{session_id}": "closing an own workspace takes nothing from the center",
    "PUT /team/{team_id}/member/{user_id}": _OF_PEOPLE,
    "DELETE /team/{team_id}/member/{user_id}": _OF_PEOPLE,
    "PUT /team/{team_id}/member/{user_id}/permission": _OF_PEOPLE,
    "POST /membershipInvitation": _OF_PEOPLE,
    "DELETE /membershipInvitation/{invitation_id}": _OF_PEOPLE,
    "POST /membershipRequest": _OF_PEOPLE,
    "DELETE /membershipRequest/{request_id}": _OF_PEOPLE,
    "POST message": _OWN,
    "PUT message/status": _OWN,
    "DELETE accessRequirement/{number}": "administrators lift locks",
    "POST schema/organization": _ORGANIZATION,
    "DELETE schema/organization/{organization_id}": _ORGANIZATION,
    "PUT schema/organization/{organization_id}/acl": _ORGANIZATION,
    "POST schema/type/create/async/start": _ORGANIZATION,
    "DELETE schema/type/registered/{path:schema_id}": _ORGANIZATION,
    "POST table/upload/csv/preview/async/start": _READS,
    "POST /team": _OF_PEOPLE,
    "PUT /team": _OF_PEOPLE,
    "PUT /team/acl": _OF_PEOPLE,
    "DELETE /team/{team_id}": _OF_PEOPLE,
    "POST theatrum/tickets": "whoever is stopped may ask for help",
    "POST /termsOfUse2": "accepting terms is how a gate opens",
    "PUT /userProfile": _OF_PEOPLE,
}


@dataclass(frozen=True)
class Case:
    """One write: of a route, at an address, with a body. What ACLs do not grant is refused though gates are open."""

    route: str
    path: str
    body: object = None
    is_granted: bool = True

    def ask(self, wire: Wire) -> Answer:
        """Send it; of a job that began the result is waited for."""
        method = self.route.partition(" ")[0]
        answer = wire.ask(method, self.path, self.body)
        if answer.status >= 300 or not self.path.endswith("/async/start"):
            return answer
        return wire.get(f"{self.path.removesuffix('start')}get/{answer.json['token']}")


@pytest.fixture(autouse=True)
def gates() -> Iterator[None]:
    """Ask the gates, as the server does."""
    support.turn_on()
    yield
    support.turn_off()


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_write_against_every_gate() -> None:
    it = onboard()
    wire = sign_in(it.wrangler)
    cases = make_cases(it, wire)
    assert {case.route for case in cases} | NO_DATA.keys() == declared()
    wrong = []
    for case in cases:
        with undone():
            answer = case.ask(wire)
        if (answer.status < 300) is not case.is_granted:
            wrong.append((case.route, answer.content[:300]))
    assert not wrong, "with every gate open"
    for gate, close in _closing().items():
        with undone():
            close(it)
            _try_all(gate, cases, wire)


# What no day stops: pages stand beside the data, numbers are kept for later, and how far a task is, is no data.
_ANY_DAY = frozenset({"POST theatrum/ids/next", "PUT curation/task/{task_id}/status"})


def test_every_write_into_an_ingest_folder_once_its_release_is_over() -> None:
    it = onboard()
    wire = sign_in(it.wrangler)
    cases = [one for one in make_cases(it, wire) if "/wiki" not in one.route and one.route not in _ANY_DAY]
    Schedule.objects.filter(release=8).update(deadline=here_today() - timedelta(days=1))
    _try_all(Gate.RELEASE_OPEN, cases, wire)


def _try_all(gate: Gate, cases: Iterable[Case], wire: Wire) -> None:
    for case in cases:
        with undone():
            answer = case.ask(wire)
        assert answer.status in {400, 403}, (gate, case, answer.content[:300])
        if case.is_granted:
            _is_told(gate, case, answer)


def _is_told(gate: Gate, case: Case, answer: Answer) -> None:
    told = answer.json
    assert told["code"] == "onboarding.gate_closed" or gate is Gate.TERMS, (gate, case, told)
    assert "http" in told["reason"]


def test_what_stays_open_for_whoever_is_not_through() -> None:
    """Projects of one's own, bytes, terms, lists, teams: nothing of a center's data."""
    it = onboard()
    wire = sign_in(it.wrangler)
    for close in CLOSING.values():
        close(it)
    body = {"concreteType": f"{_MODEL}Folder", "name": "a", "parentId": _outside(it).public_id}
    assert wire.post(f"{REPO}entity", body).status == 201
    assert wire.post("/auth/v1/termsOfUse2", {"accessToken": wire.token}).status < 300
    assert wire.get(f"{REPO}entity/{it.leaf.public_id}").status == 200
    assert upload(wire, b"reads")
    refused = wire.post(f"{REPO}entity", {**body, "parentId": it.leaf.public_id})
    assert (refused.status, refused.json["code"]) == (403, "onboarding.gate_closed")
    told = wire.get(f"{REPO}entity/{it.leaf.public_id}/permissions").json
    assert (told["canAddChild"], told["canEdit"], told["canView"]) == (False, False, True)


def _outside(it: Onboarded) -> Node:
    """Make a project that no center has, which is the wrangler's too."""
    project = make_entity(it.admin, Kind.PROJECT, "Outside")
    with writing():
        grants = {it.admin.id: frozenset(OWNER), it.wrangler.id: frozenset(OWNER)}
        replace_local_acl(actor=it.admin, node_id=project.id, etag=None, grants=grants)
    return get_node(project.id)


def declared() -> set[str]:
    """Return every route of the wire that writes."""
    services = (routes for each in urls.SERVICES.values() for routes in each)
    return {f"{one.method} {one.path}" for routes in services for one in routes.declared if one.rule.writes}


def _closing() -> Mapping[Gate, Callable[[Onboarded], object]]:
    def publish(_: Onboarded) -> None:
        TermsOfService.objects.create(version="9.0.0", text="Be kinder.", published_on=clock.now())

    return {**CLOSING, Gate.TERMS: publish}


def make_cases(it: Onboarded, wire: Wire) -> list[Case]:
    """Make one of everything in a leaf, and say for each route what a write to it looks like."""
    scene = Scene(it, wire)
    return [
        *scene.entities(),
        *scene.folders(),
        *scene.provenance(),
        *scene.tables(),
        *scene.grids(),
        *scene.tasks(),
        *scene.wikis(),
        *scene.trash(),
    ]


class Scene:
    """Things of a center, made while its gates were open."""

    def __init__(self, it: Onboarded, wire: Wire) -> None:
        self.it = it
        self.wire = wire
        by = it.wrangler
        self.sub = make_entity(by, Kind.FOLDER, "sub", parent=it.leaf)
        self.file = make_entity(by, Kind.FILE, "a.fastq", parent=it.leaf, handle=make_handle(by))
        self.records = make_records(by, it.leaf, b"id,age\n1,40\n", upsertKey=["id"])
        self.spare = str(make_handle(by).pk)

    def at(self, node: Node, *rest: str) -> str:
        return "/".join([f"{REPO}entity/{node.public_id}", *rest])

    def body_of(self, node: Node) -> dict[str, Any]:
        return dict(self.wire.get(self.at(node)).json)

    def entities(self) -> list[Case]:
        file, leaf = self.file, self.it.leaf.public_id
        new = {"concreteType": f"{_MODEL}Folder", "name": "new", "parentId": leaf}
        moved = make_entity(self.it.wrangler, Kind.FOLDER, "moved", parent=_outside(self.it))
        old, number = (
            file.current.handle_id if file.current else 0,
            "PUT entity/{entity_id}/version/{number}/filehandle",
        )
        second = self.wire.put(self.at(file) + "?newVersion=true", self.body_of(file))
        assert second.status == 200, second
        annotations = self.wire.get(self.at(file, "annotations2")).json
        renamed = {"oldFileHandleId": str(old), "newFileHandleId": self.spare}
        return [
            Case("POST entity", f"{REPO}entity", new),
            Case("PUT entity/{entity_id}", self.at(file), {**self.body_of(file), "name": "b.fastq"}),
            Case("PUT entity/{entity_id}", self.at(moved), {**self.body_of(moved), "parentId": leaf}),
            Case("DELETE entity/{entity_id}", self.at(file)),
            Case("DELETE entity/{entity_id}/version/{number}", self.at(file, "version/1")),
            Case("PUT entity/{entity_id}/annotations2", self.at(file, "annotations2"), annotations),
            Case(number, self.at(file, "version/2/filehandle"), renamed),
            Case("POST entity/bundle2/create", f"{REPO}entity/bundle2/create", {"entity": new}),
            Case("PUT entity/{entity_id}/bundle2", self.at(file, "bundle2"), {"entity": self.body_of(file)}),
            Case("POST entity/{entity_id}/lockAccessRequirement", self.at(file, "lockAccessRequirement")),
        ]

    def folders(self) -> list[Case]:
        sub, schema = self.sub, "gates.organization-Person-1.0.0"
        make_organization(self.it.admin, "gates.organization")
        register(self.it.admin, schema)
        location = self.wire.post(
            f"{REPO}storageLocation", {"concreteType": f"{_MODEL}project.S3StorageLocationSetting"}
        )
        setting = {
            "concreteType": f"{_MODEL}project.UploadDestinationListSetting",
            "settingsType": "upload",
            "locations": [location.json["storageLocationId"]],
            "projectId": sub.public_id,
        }
        set_ = self.wire.post(f"{REPO}projectSettings", {**setting, "projectId": self.there().public_id}).json
        grants = {"resourceAccess": [{"principalId": self.it.wrangler.id, "accessType": ["READ"]}]}
        binding = {"entityId": sub.public_id, "schema$id": schema}
        bound = self.there()
        self.wire.put(self.at(bound, "schema/binding"), {**binding, "entityId": bound.public_id})
        numbering = {"kind": "participant", "count": 1, "center": self.it.center_id}
        return [
            Case("PUT entity/{entity_id}/schema/binding", self.at(sub, "schema/binding"), binding),
            Case("DELETE entity/{entity_id}/schema/binding", self.at(bound, "schema/binding")),
            Case("POST projectSettings", f"{REPO}projectSettings", setting),
            Case("PUT projectSettings", f"{REPO}projectSettings", set_),
            Case("DELETE projectSettings/{setting_id}", f"{REPO}projectSettings/{set_['id']}"),
            Case("POST entity/{entity_id}/acl", self.at(sub, "acl"), grants, is_granted=False),
            Case("PUT entity/{entity_id}/acl", self.at(self.it.ingest, "acl"), grants, is_granted=False),
            Case("DELETE entity/{entity_id}/acl", self.at(self.it.ingest, "acl"), is_granted=False),
            Case("POST theatrum/ids/next", f"{REPO}theatrum/ids/next", numbering),
        ]

    def there(self) -> Node:
        """Make another folder in the leaf."""
        number = Node.objects.count()
        return make_entity(self.it.wrangler, Kind.FOLDER, f"folder {number}", parent=self.it.leaf)

    def provenance(self) -> list[Case]:
        made = self.wire.post(f"{REPO}activity", {"name": "Align"}).json
        other = self.wire.post(f"{REPO}activity", {"name": "Sort"}).json
        file = make_entity(self.it.wrangler, Kind.FOLDER, "made", parent=self.it.leaf)
        assert self.wire.put(f"{self.at(file, 'generatedBy')}?generatedBy={made['id']}").status == 200
        wanted = f"{self.at(self.file, 'generatedBy')}?generatedBy={other['id']}"
        return [
            Case("PUT activity/{activity_id}", f"{REPO}activity/{made['id']}", {**made, "name": "Align again"}),
            Case("PUT entity/{entity_id}/generatedBy", wanted),
            Case("DELETE entity/{entity_id}/generatedBy", self.at(file, "generatedBy")),
        ]

    def tables(self) -> list[Case]:
        column = self.wire.post(f"{REPO}column", {"name": "age", "columnType": "INTEGER"}).json["id"]
        body = {
            "concreteType": f"{_MODEL}table.TableEntity",
            "name": "table",
            "parentId": self.it.leaf.public_id,
            "columnIds": [column],
        }
        table = self.wire.post(f"{REPO}entity", body).json["id"]
        change = {
            "concreteType": f"{_MODEL}table.AppendableRowSetRequest",
            "entityId": table,
            "toAppend": {"concreteType": f"{_MODEL}table.PartialRowSet", "tableId": table, "rows": [
                {"values": [{"key": column, "value": "7"}]}]},
        }  # fmt: skip
        at = f"{REPO}entity/{table}/table"
        asked = {"entityId": table, "changes": [change]}
        path = "POST entity/{entity_id}/table/transaction/async/start"
        return [
            Case(path, f"{at}/transaction/async/start", asked),
            Case("POST entity/{entity_id}/table/snapshot", f"{at}/snapshot", {"snapshotLabel": "v1"}),
        ]

    def grids(self) -> list[Case]:
        opened = {"concreteType": f"{_MODEL}grid.CreateGridRequest", "recordSetId": self.records.public_id}
        start = "POST grid/session/async/start"
        session = Case(start, f"{REPO}grid/session/async/start", opened).ask(self.wire).json["gridSession"]["sessionId"]
        replica = self.wire.post(f"{REPO}grid/session/{session}/replica", {"gridSessionId": session})
        number = replica.json["replica"]["replicaId"]
        handle = str(make_csv(self.it.wrangler, b"id,age\n2,50\n").pk)
        update = {
            "concreteType": f"{_MODEL}grid.GridUpdateJobRequest",
            "sessionId": session,
            "replicaId": number,
            "updateRequest": {
                "update": {
                    "batch": [
                        {
                            "set": [
                                {
                                    "concreteType": f"{_MODEL}grid.update.LiteralSetValue",
                                    "columnName": "age",
                                    "value": "41",
                                }
                            ]
                        }
                    ]
                }
            },
        }
        imported = {
            "concreteType": f"{_MODEL}grid.GridCsvImportRequest",
            "sessionId": session,
            "fileHandleId": handle,
            "schema": [{"name": "id", "columnType": "STRING"}, {"name": "age", "columnType": "STRING"}],
        }
        named = {"sessionId": session}
        asked = {"gridSessionId": session}
        return [
            Case(start, f"{REPO}grid/session/async/start", opened),
            Case("POST grid/session/{session_id}/replica", f"{REPO}grid/session/{session}/replica", asked),
            Case("POST grid/session/update/async/start", f"{REPO}grid/session/update/async/start", update),
            Case("POST grid/import/csv/async/start", f"{REPO}grid/import/csv/async/start", imported),
            Case(
                "POST grid/synchronize/async/start", f"{REPO}grid/synchronize/async/start", {"gridSessionId": session}
            ),
            Case("POST grid/export/recordset/async/start", f"{REPO}grid/export/recordset/async/start", named),
            Case("POST grid/download/csv/async/start", f"{REPO}grid/download/csv/async/start", named),
        ]

    def tasks(self) -> list[Case]:
        properties = {
            "concreteType": f"{_MODEL}curation.metadata.RecordBasedMetadataTaskProperties",
            "recordSetId": self.records.public_id,
        }
        asked = {
            "dataType": "Rows",
            "projectId": self.it.project.public_id,
            "instructions": "Fill",
            "taskProperties": properties,
            "assigneePrincipalId": str(self.it.wrangler.id),
        }
        at = f"{REPO}curation/task"
        made = sign_in(self.it.admin).post(at, asked)
        assert made.status == 201, made.content
        task, number = made.json, made.json["taskId"]
        status = self.wire.get(f"{at}/{number}/status").json
        return [
            Case("POST curation/task", at, {**asked, "dataType": "More"}, is_granted=False),
            Case("PUT curation/task/{task_id}", f"{at}/{number}", task, is_granted=False),
            Case("DELETE curation/task/{task_id}", f"{at}/{number}", is_granted=False),
            Case("PUT curation/task/{task_id}/status", f"{at}/{number}/status", {**status, "state": "IN_PROGRESS"}),
        ]

    def wikis(self) -> list[Case]:
        old, new = self.at(self.sub, "wiki"), self.at(self.sub, "wiki2")
        root = self.wire.post(old, {"title": "Root", "markdown": "# Root", "attachmentFileHandleIds": []}).json
        page = {"title": "Page", "parentWikiId": root["id"], "attachmentFileHandleIds": []}
        latest = self.wire.get(f"{new}/{root['id']}").json
        order = self.wire.get(f"{self.at(self.sub)}/wiki2orderhint").json
        hint = {**order, "idList": [root["id"]]}
        return [
            Case("POST entity/{owner_id}/wiki", old, {**page, "markdown": "x"}),
            Case("PUT entity/{owner_id}/wiki/{wiki_id}", f"{old}/{root['id']}", root),
            Case("DELETE entity/{owner_id}/wiki/{wiki_id}", f"{old}/{root['id']}"),
            Case("POST entity/{owner_id}/wiki2", new, {**page, "markdownFileHandleId": latest["markdownFileHandleId"]}),
            Case("PUT entity/{owner_id}/wiki2/{wiki_id}", f"{new}/{root['id']}", latest),
            Case("DELETE entity/{owner_id}/wiki2/{wiki_id}", f"{new}/{root['id']}"),
            Case("PUT entity/{owner_id}/wiki2/{wiki_id}/{version}", f"{new}/{root['id']}/0"),
            Case("PUT entity/{owner_id}/wiki2orderhint", f"{self.at(self.sub)}/wiki2orderhint", hint),
        ]

    def trash(self) -> list[Case]:
        gone = self.there()
        with writing():
            trash_entity(actor=self.it.wrangler, node_id=gone.id)
        back = "PUT trashcan/restore/{entity_id}"
        at = f"{REPO}trashcan"
        return [
            Case("PUT trashcan/trash/{entity_id}", f"{at}/trash/{self.sub.public_id}"),
            Case(back, f"{at}/restore/{gone.public_id}"),
            Case(f"{back}/{{parent_id}}", f"{at}/restore/{gone.public_id}/{self.sub.public_id}"),
            Case("PUT trashcan/purge/{entity_id}", f"{at}/purge/{gone.public_id}"),
        ]
