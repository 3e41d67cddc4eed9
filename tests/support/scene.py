"""One of everything that the wire can name, for tests that ask at random: so that some of what they ask exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.records import make_csv, make_records
from tests.factories.schemas import make_organization, register
from tests.support.wire import Wire, sign_in
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries.nodes import get_node

_CSV = b"id,age,name\nHTA201_1,7,Ann\nHTA201_2,-1,Bob\n"
_NOWHERE = "syn999999999"


@dataclass(frozen=True)
class Scene:
    """People at work: who asks, and the ids that a parameter or property of some name may have."""

    wire: Wire
    ids: Mapping[str, list[Any]]
    etags: Mapping[str, str]

    def named(self, name: str) -> list[Any]:
        """Return ids that fit a name such as ``entity_id`` or ``parentId``; none if it names nothing of the scene."""
        plain = name.replace("_", "").lower()
        return next((found for part, found in self.ids.items() if part in plain), [])


def make_scene() -> Scene:
    """Make a project with one of each kind of entity, a team, an organization with a schema, and file handles."""
    ana, ben = make_person("scene_ana", is_administrator=True), make_person("scene_ben")
    wire = sign_in(ana)
    nodes = _make_entities(ana)
    table, view, columns = _make_tables(wire, nodes["project"], nodes["folder"])
    work = _make_work(wire, nodes, str(make_handle(ana).pk))
    entities = [*nodes.values(), *table, *view, _NOWHERE]
    organization = make_organization(ana, "scene.organization")
    register(ana, "scene.organization-Person-1.0.0")
    binding = {"entityId": nodes["folder"], "schema$id": "scene.organization-Person-1.0.0"}
    wire.put(f"/repo/v1/entity/{nodes['folder']}/schema/binding", binding)
    team = wire.post("/repo/v1/team", {"name": "Scene"}).json["id"]
    handles = [str(make_handle(ana).pk), str(make_csv(ana, _CSV).pk)]
    ids: dict[str, list[Any]] = {
        **work,
        "columnid": columns,
        "sql": [f"select * from {one}" for one in [*table, *view, _NOWHERE]],  # asked of the server, which parses it
        "handle": handles,
        "uploadid": ["1"],
        "schemaid": ["scene.organization-Person-1.0.0", "scene.organization-Person"],
        "schema$id": ["scene.organization-Person-1.0.0", "scene.organization-Person"],
        "schemaname": ["Person"],
        "organizationname": ["scene.organization"],
        "organization": [str(organization.pk)],
        "team": [team],
        "location": ["1"],
        "number": ["1", "2"],
        "version": [1, 2],
        "principal": [ana.id, ben.id, int(team), 273948, 273949],
        "userid": [str(ana.id), str(ben.id)],
        "recipients": [str(ben.id)],
        "entity": entities,
        "parent": [nodes["project"], nodes["folder"]],
        "container": [nodes["project"], nodes["folder"]],
        "project": [nodes["project"]],
        "folder": [nodes["folder"]],
        "recordset": [nodes["records"]],
        "owner": entities,
        "scope": [nodes["project"], nodes["folder"]],
    }
    known = [*nodes.values(), *table, *view]
    return Scene(wire, ids, {one: get_node(int(one.removeprefix("syn"))).etag for one in known})


def _make_entities(ana: Actor) -> dict[str, str]:
    project = make_entity(ana, Kind.PROJECT, "Scene")
    folder = make_entity(ana, Kind.FOLDER, "reads", parent=project)
    file = make_entity(ana, Kind.FILE, "a.fastq", parent=folder, handle=make_handle(ana), annotations={})
    records = make_records(ana, folder, _CSV, upsertKey=["id"])
    link = make_entity(ana, Kind.LINK, "link", parent=project, details={"linksTo": {"targetId": file.public_id}})
    made = {"project": project, "folder": folder, "file": file, "records": records, "link": link}
    return {name: node.public_id for name, node in made.items()}


def _make_work(wire: Wire, nodes: dict[str, str], handle: str) -> dict[str, list[Any]]:
    """Make a wiki page, an activity, a curation task and a grid, and return their ids and the grid's job."""
    project, records = nodes["project"], nodes["records"]
    page = wire.post(f"/repo/v1/entity/{project}/wiki2", {"title": "Wiki", "markdownFileHandleId": handle})
    activity = wire.post("/repo/v1/activity", {"name": "Made"})
    properties = {
        "concreteType": f"{_MODEL}curation.metadata.RecordBasedMetadataTaskProperties",
        "recordSetId": records,
    }
    asked = {"dataType": "Rows", "projectId": project, "instructions": "Fill", "taskProperties": properties}
    task = wire.post("/repo/v1/curation/task", asked)
    asked = {"concreteType": f"{_MODEL}grid.CreateGridRequest", "recordSetId": records}
    token = wire.post("/repo/v1/grid/session/async/start", asked).json["token"]
    grid = wire.get(f"/repo/v1/grid/session/async/get/{token}").json["gridSession"]["sessionId"]
    return {
        "taskid": [task.json["taskId"]],
        "wikiid": [page.json["id"]],
        "activityid": [activity.json["id"]],
        "generatedby": [activity.json["id"]],
        "sessionid": [grid],
        "token": [token],
    }


def _make_tables(wire: Wire, project: str, folder: str) -> tuple[list[str], list[str], list[str]]:
    columns = wire.post("/repo/v1/column/batch", {"list": [_column("name", "STRING"), _column("age", "INTEGER")]})
    ids = [one["id"] for one in columns.json["list"]]
    table = {"concreteType": _TABLE, "name": "table", "parentId": project, "columnIds": ids}
    view = {"concreteType": _VIEW, "name": "view", "parentId": project, "scopeIds": [folder], "viewTypeMask": 1}
    made = [wire.post("/repo/v1/entity", body) for body in (table, view)]
    return [made[0].json["id"]], [made[1].json["id"]], ids


def _column(name: str, kind: str) -> dict[str, str]:
    return {"name": name, "columnType": kind}


_MODEL = "org.sagebionetworks.repo.model."
_TABLE = f"{_MODEL}table.TableEntity"
_VIEW = f"{_MODEL}table.EntityView"
