"""A schema for every leaf of the open stage: those that nobody has registered first, then all are bound."""

import json

import synapseclient
from synapseclient.models import Folder

from tests.contract.scripts.staff_layout import (
    STAGES,
    VERSION,
    Leaf,
    find,
    leaves,
    own_organization,
    projects,
    schema_of,
)
from tests.contract.scripts.task import Task, opened

BODY = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "HTAN_PARTICIPANT_ID": {"type": "string", "description": "Who"},
        "HTAN_PARENT_ID": {"type": "string", "description": "What it was made of"},
        "LIBRARY_LAYOUT": {"enum": ["Paired-end", "Single-read"], "description": "How it was read"},
        "AGE_IN_DAYS": {"type": "integer", "minimum": 0, "description": "When"},
    },
}


def register(synapse: synapseclient.Synapse, task: Task, wanted: "dict[Leaf, str]") -> int:
    """Register the schemas that nobody has published."""
    service = synapse.service("json_schema")
    missing = [leaf for leaf, schema in wanted.items() if schema.startswith(own_organization(task))]
    if missing:
        organization = service.JsonSchemaOrganization(own_organization(task))
        organization.create()
        for leaf in missing:
            organization.create_json_schema(json.loads(json.dumps(BODY)), leaf.component, VERSION)
    return len(missing)


def main() -> None:
    task, report = opened()
    synapse = task.sign_in()
    wanted = {leaf: schema_of(synapse, task, leaf) for leaf in leaves(task)}
    with report.timed("staff.register", lambda: f"{len(wanted)} schemas"):
        register(synapse, task, wanted)
    places = [
        (find(synapse, name, STAGES[0], *leaf.path.split("/")), wanted[leaf])
        for name in projects(task)
        for leaf in leaves(task)
    ]
    with report.timed("staff.bind", lambda: f"{len(places)} folders"):
        for folder, schema in places:
            Folder(id=folder).bind_schema(json_schema_uri=schema, synapse_client=synapse)
    with report.check("staff.bindings_hold"):
        for folder, schema in places:
            bound = synapse.restGET(f"/entity/{folder}/schema/binding")
            assert bound["jsonSchemaVersionInfo"]["$id"].endswith(schema), bound
    report.note(done=True)


if __name__ == "__main__":
    main()
