"""Records: an organization, a schema, a folder that it is bound to, and a record set kept there."""

from pathlib import Path
from typing import Any

import synapseclient.models as shapes
from synapseclient.models import Folder, JSONSchema, RecordSet

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import Report, Task, md5, opened, refused

# Renamed in 4.14.0.
Organization: Any = getattr(shapes, "Organization", None) or shapes.SchemaOrganization

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Visits",
    "type": "object",
    "properties": {"HTAN_PARTICIPANT_ID": {"type": "string"}, "VISIT_DAY": {"type": "integer", "minimum": 0}},
    "required": ["HTAN_PARTICIPANT_ID"],
}
FIRST = "HTAN_PARTICIPANT_ID,VISIT_DAY\nHTA201_1,1\nHTA201_2,4\n"
SECOND = FIRST + "HTA201_3,9\n"


class Walk:
    """The records of one walk, in the order of the steps."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task = task
        self.report = report
        self.synapse = task.sign_in()
        self.organization = f"wrangler{''.join(chr(97 + int(digit)) for digit in task.label)}"

    def fetch(self, name: str, **facts: Any) -> Any:
        """Download the record set to a fresh folder by a client whose cache knows nothing."""
        synapse = self.task.sign_in(cache_root_dir=self.task.fresh_folder(f"{name}-cache"))
        self.synapse.set_client(self.synapse)
        wanted = RecordSet(id=self.records.id, path=self.task.fresh_folder(name), **facts)
        return wanted.get(synapse_client=synapse)

    def register(self) -> None:
        with self.report.check("records.organization"):
            made = Organization(name=self.organization).store()
            assert Organization(name=self.organization).get().id == made.id
            with refused(404, "not found"):
                Organization(name="NobodyHasThisName").get()
        with self.report.check("records.schema"):
            schema = JSONSchema(name="Visits", organization_name=self.organization)
            schema.store(schema_body=dict(SCHEMA), version="0.0.1")
            schema.store(schema_body={**SCHEMA, "title": "Visits of a participant"}, version="0.0.2")
            assert [version.semantic_version for version in schema.get_versions()] == ["0.0.1", "0.0.2"]
            body = schema.get_body(version="0.0.1")
            assert body["properties"] == SCHEMA["properties"], body
            assert body["$id"].endswith(f"{self.organization}-Visits-0.0.1"), body
            assert [one.name for one in Organization(name=self.organization).get_json_schemas()] == ["Visits"]

    def bind(self) -> None:
        with self.report.check("records.bind"):
            parent = ingest_folder(self.synapse, self.task)
            self.folder = Folder(name=f"Records_{self.task.label}", parent_id=parent).store()
            uri = f"{self.organization}-Visits-0.0.2"
            bound = self.folder.bind_schema(json_schema_uri=uri)
            assert bound.json_schema_version_info.semantic_version == "0.0.2"
            assert self.folder.get_schema().json_schema_version_info.id.endswith(uri)

    def keep(self) -> None:
        with self.report.check("records.upload"):
            self.path = self.task.write("visits.csv", FIRST.encode())
            self.records = RecordSet(
                name="Visits",
                path=self.path,
                parent_id=self.folder.id,
                upsert_keys=["HTAN_PARTICIPANT_ID", "VISIT_DAY"],
            ).store()
            assert self.records.version_number == 1
            assert self.records.upsert_keys == ["HTAN_PARTICIPANT_ID", "VISIT_DAY"]
        with self.report.check("records.list"):
            children = list(self.synapse.getChildren(self.folder.id, includeTypes=["recordset"]))
            assert [child["id"] for child in children] == [self.records.id], children
            assert children[0]["type"] == "org.sagebionetworks.repo.model.RecordSet", children
        with self.report.check("records.fetch"):
            got = self.fetch("records")
            assert Path(got.path).read_text() == FIRST
            assert got.upsert_keys == ["HTAN_PARTICIPANT_ID", "VISIT_DAY"]
            assert got.get_schema().json_schema_version_info.schema_name == "Visits"
            # As on Synapse, a record set has no summary of its own until a grid has made one.
            assert (got.validation_summary, got.validation_file_handle_id) == (None, None)
        with self.report.check("records.rows_are_valid"):
            assert got.validate_schema().is_valid is True

    def make_a_version(self) -> None:
        with self.report.check("records.version"):
            self.task.write("visits.csv", SECOND.encode())
            newer = RecordSet(id=self.records.id, download_file=False).get()
            newer.path = self.path
            newer = newer.store()
            assert newer.id == self.records.id
            assert newer.version_number == 2, newer.version_number
            got = self.fetch("records-2")
            assert md5(got.path) == md5(self.path)
            assert got.upsert_keys == ["HTAN_PARTICIPANT_ID", "VISIT_DAY"], got.upsert_keys
        with self.report.check("records.old_version"):
            old = self.fetch("records-1", version_number=1)
            assert Path(old.path).read_text() == FIRST

    def break_rows(self) -> None:
        with self.report.check("records.rows_are_invalid"):
            self.task.write("visits.csv", (SECOND + "HTA201_4,soon\n,3\n").encode())
            newer = RecordSet(id=self.records.id, download_file=False).get()
            newer.path = self.path
            found = newer.store().validate_schema()
            assert found.validation_response.is_valid is False
            assert found.validation_error_message == "2 of 5 rows invalid", found.validation_error_message
            causes = {one.pointer_to_violation for one in found.validation_exception.causing_exceptions}
            assert causes == {"#/VISIT_DAY", "#/HTAN_PARTICIPANT_ID"}, causes
            statistics = self.folder.get_schema_validation_statistics()
            assert statistics.number_of_invalid_children == 1, statistics

    def unbind(self) -> None:
        with self.report.check("records.bound_schema_stays"), refused(400):
            JSONSchema(name="Visits", organization_name=self.organization).delete()
        with self.report.check("records.unbind"):
            self.folder.unbind_schema()
            # The folder inherits again what its parent is bound to.
            assert self.folder.get_schema().json_schema_version_info.id.endswith(self.task.schema)
            JSONSchema(name="Visits", organization_name=self.organization).delete()


if __name__ == "__main__":
    given, told = opened()
    walk = Walk(given, told)
    walk.register()
    walk.bind()
    walk.keep()
    walk.make_a_version()
    walk.break_rows()
    walk.unbind()
    told.note(done=True)
