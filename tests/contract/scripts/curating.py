"""Curation as 4.14.0's client does it: tasks of both kinds by the extension, grids with seats, queries, both ways."""

import csv
from pathlib import Path
from typing import Any

from synapseclient.core.exceptions import SynapseHTTPError
from synapseclient.extensions.curator import (
    create_file_based_metadata_task,
    create_record_based_metadata_task,
    get_or_create_curator_grid,
)
from synapseclient.models import (
    AuthorizationMode,
    CurationTask,
    EntityView,
    File,
    Folder,
    Grid,
    JSONSchema,
    Organization,
    Project,
    RecordSet,
    SyncType,
    TaskState,
)
from synapseclient.models.curation import (
    CellValueFilter,
    CellValueOperator,
    CountStar,
    GridQuery,
    QueryRequest,
    RowIsValidFilter,
    SelectAll,
    SelectByName,
)

from tests.contract.scripts.task import Report, Task, opened, refused

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Visits",
    "type": "object",
    "properties": {"SUBJECT": {"type": "string"}, "DAY": {"type": "integer", "minimum": 0}, "NOTE": {"type": "string"}},
    "required": ["SUBJECT", "DAY"],
}
FIRST = "SUBJECT,DAY,NOTE\nA1,1,fine\nA2,soon,\n"
SECOND = 'SUBJECT,DAY,NOTE\nA2,4,"better, now"\nA3,9,\n'


class Walk:
    """Somebody who manages a project, and a contributor whom a task is given to."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task = task
        self.report = report
        self.manager = task.sign_in()
        self.contributor = task.sign_in_as(task.submitters_token)
        self.contributor_id = int(self.contributor.getUserProfile()["ownerId"])
        self.manager.set_client(self.manager)

    def prepare(self) -> None:
        with self.report.check("curating.project"):
            project = Project(name=f"Curation {self.task.label}").store(synapse_client=self.manager)
            self.project_id = str(project.id)
            editor = ["READ", "DOWNLOAD", "CREATE", "UPDATE", "DELETE"]
            self.manager.setPermissions(self.project_id, self.contributor_id, accessType=editor)
            self.records_folder, self.files_folder = (
                Folder(name=name, parent_id=self.project_id).store(synapse_client=self.manager)
                for name in ("records", "files")
            )
        with self.report.check("curating.schema"):
            self.organization = f"curators{''.join(chr(97 + int(digit)) for digit in self.task.label)}"
            Organization(name=self.organization).store(synapse_client=self.manager)
            schema = JSONSchema(name="Visits", organization_name=self.organization)
            schema.store(schema_body=dict(SCHEMA), version="1.0.0", synapse_client=self.manager)
            self.schema = f"{self.organization}-Visits-1.0.0"

    def make_record_task(self) -> None:
        with self.report.check("curating.record_based_task"):
            kept, made = create_record_based_metadata_task(
                folder_id=self.records_folder.id,
                record_set_name="Visits",
                record_set_description="Visits of subjects",
                curation_task_name="Visits",
                upsert_keys=["SUBJECT"],
                instructions="One row a visit.",
                schema_uri=self.schema,
                assignee_principal_id=self.contributor_id,
                authorization_mode=AuthorizationMode.SOURCE_BENEFACTOR,
                create_grid=False,
                synapse_client=self.manager,
            )
            self.record_set_id, self.number = str(kept.id), int(made.task_id)
            assert made.task_properties.suggested_authorization_mode is AuthorizationMode.SOURCE_BENEFACTOR
            assert made.assignee_principal_id == str(self.contributor_id)
        with self.report.check("curating.mine"):
            mine = CurationTask.list(self.project_id, assigned_to_me=True, synapse_client=self.contributor)
            assert [one.task_id for one in mine] == [self.number]

    def open_grid(self) -> None:
        with self.report.check("curating.grid_is_made_once"):
            self.grid = get_or_create_curator_grid(self.number, synapse_client=self.contributor)
            again = get_or_create_curator_grid(self.number, synapse_client=self.manager)
            assert again.session_id == self.grid.session_id
            assert again.authorization_mode is AuthorizationMode.SOURCE_BENEFACTOR
            assert again.grid_json_schema_id == self.schema, again.grid_json_schema_id
            status = CurationTask(task_id=self.number).get_status(synapse_client=self.contributor)
            assert status.state is TaskState.NOT_STARTED
            assert status.execution_details.active_session_id == self.grid.session_id
        with self.report.check("curating.import"):
            path = self.task.write("first.csv", FIRST.encode())
            self.grid.import_csv(path=path, synapse_client=self.contributor)
            second = self.task.write("second.csv", SECOND.encode())
            self.grid.import_csv(path=second, synapse_client=self.contributor)

    def ask(self, grid: Any, **query: Any) -> Any:
        asked = QueryRequest(query=GridQuery(**query))
        return grid.validate_rows(query_request=asked, synapse_client=self.contributor)

    def query(self) -> None:
        with self.report.check("curating.query"), self.grid.connect(synapse_client=self.contributor) as grid:
            found = self.ask(grid, column_selection=[SelectAll()], include_validation_messages=True)
            assert [column.column_name for column in found.select_columns] == ["SUBJECT", "DAY", "NOTE"]
            assert [row.data for row in found.rows] == [
                {"SUBJECT": "A1", "DAY": 1, "NOTE": "fine"},
                {"SUBJECT": "A2", "DAY": 4, "NOTE": "better, now"},
                {"SUBJECT": "A3", "DAY": 9, "NOTE": None},
            ]
            assert all(row.validation_results.is_valid for row in found.rows)
            late = CellValueFilter(column_name="DAY", operator=CellValueOperator.GREATER_THAN, value=1)
            names = self.ask(grid, column_selection=[SelectByName(column_name="SUBJECT")], filters=[late], limit=1)
            assert [row.data for row in names.rows] == [{"SUBJECT": "A2"}]
            invalid = self.ask(grid, column_selection=[CountStar(alias="n")], filters=[RowIsValidFilter(value=False)])
            assert invalid.rows[0].data == {"n": 0}
        with self.report.check("curating.query_needs_a_seat"):
            body = {"sessionId": self.grid.session_id, "replicaId": 1, "queryRequest": {"query": {}}}
            with refused(400):
                self.contributor.restPOST("/grid/session/query/async/start", str(body).replace("'", '"'))

    def bring_home(self) -> None:
        with self.report.check("curating.push"):
            self.grid.synchronize(sync_type=SyncType.PULL_PUSH, synapse_client=self.contributor)
            kept = self.fetch("pushed")
            assert kept.version_number == 2, kept.version_number
            assert Path(kept.path).read_text() == 'SUBJECT,DAY,NOTE\nA1,1,fine\nA2,4,"better, now"\nA3,9,\n'
            assert kept.validation_summary.number_of_valid_children == 3
            told = kept.get_detailed_validation_results(synapse_client=self.contributor)
            assert list(told["row_index"]) == [0, 1, 2]
            assert list(told["is_valid"]) == [True, True, True]
        with self.report.check("curating.pull"):
            path = self.task.write("theirs.csv", b"SUBJECT,DAY,NOTE\nA1,2,fine\nA3,9,\n")
            newer = RecordSet(id=self.record_set_id, download_file=False).get(synapse_client=self.manager)
            newer.path = path
            newer.store(synapse_client=self.manager)
            self.grid.synchronize(sync_type="PULL", synapse_client=self.contributor)
            folder = self.task.fresh_folder("pulled")
            found = self.grid.download_csv(destination=folder, synapse_client=self.contributor)
            assert Path(found).read_text() == "SUBJECT,DAY,NOTE\nA1,2,fine\nA3,9,\n", Path(found).read_text()
            assert RecordSet(id=self.record_set_id, download_file=False).get().version_number == 3

    def fetch(self, name: str) -> Any:
        wanted = RecordSet(id=self.record_set_id, path=self.task.fresh_folder(name))
        return wanted.get(synapse_client=self.contributor)

    def finish(self) -> None:
        task = CurationTask(task_id=self.number).get(synapse_client=self.contributor)
        with self.report.check("curating.state"):
            assert (
                task.set_task_state(TaskState.COMPLETED, synapse_client=self.contributor).state is TaskState.COMPLETED
            )
            assert task.get(synapse_client=self.contributor).etag == task.etag
        with self.report.check("curating.race"):
            stale = task.get_status(synapse_client=self.contributor)
            task.set_task_state("IN_REVIEW", synapse_client=self.manager)
            with refused(412):
                task.update_status(curation_task_status=stale, synapse_client=self.contributor)
        with self.report.check("curating.no_program"), refused(501):
            task.execute(synapse_client=self.contributor)
        with self.report.check("curating.delete"):
            self.grid.delete(synapse_client=self.contributor)
            with refused(404):
                Grid(session_id=self.grid.session_id).get(synapse_client=self.contributor)
            fresh = get_or_create_curator_grid(self.number, synapse_client=self.contributor)
            assert fresh.session_id != self.grid.session_id
            fresh.delete(synapse_client=self.contributor)

    def curate_files(self) -> None:
        with self.report.check("curating.file_based_task"):
            view_id, number = create_file_based_metadata_task(
                folder_id=self.files_folder.id,
                curation_task_name="Reads",
                instructions="One row a file.",
                schema_uri=self.schema,
                entity_view_name="Reads to annotate",
                column_order=["DAY"],
                synapse_client=self.manager,
            )
            columns = list(EntityView(id=view_id).get(synapse_client=self.manager).columns)
            assert columns[:3] == ["name", "id", "DAY"], columns
        with self.report.check("curating.files_are_annotated"):
            path = self.task.write("reads.txt", b"ACGT")
            file = File(path=path, parent_id=self.files_folder.id).store(synapse_client=self.contributor)
            grid = get_or_create_curator_grid(number, synapse_client=self.contributor)
            with grid.connect(synapse_client=self.contributor) as seated:
                [row] = self.ask(seated, column_selection=[SelectAll()], include_validation_messages=True).rows
                assert row.data["id"] == file.id
                assert row.validation_results.is_valid is False
                self.set_cells(seated, {"SUBJECT": "A1", "DAY": 3})
                [row] = self.ask(seated, column_selection=[SelectAll()]).rows
                assert row.validation_results.is_valid is True
            task = CurationTask(task_id=number)
            task.synchronize_active_grid_session(sync_type="PULL_PUSH", synapse_client=self.contributor)
            stored = File(id=file.id, download_file=False).get(synapse_client=self.contributor)
            assert stored.annotations == {"SUBJECT": ["A1"], "DAY": [3]}, stored.annotations
            found = grid.download_csv(destination=self.task.fresh_folder("files"), synapse_client=self.contributor)
            with Path(found).open(newline="") as lines:
                [shown] = csv.DictReader(lines)
            assert (shown["id"], shown["DAY"]) == (file.id, "3")
            grid.delete(synapse_client=self.contributor)
        with self.report.check("curating.tasks_go"):
            for one in list(CurationTask.list(self.project_id, synapse_client=self.manager)):
                one.delete(delete_source=True, synapse_client=self.manager)
            assert not list(CurationTask.list(self.project_id, synapse_client=self.manager))
            try:
                RecordSet(id=self.record_set_id).get(synapse_client=self.manager)
            except SynapseHTTPError as error:
                assert error.response.status_code == 404
            else:
                raise AssertionError("the record set is still there")

    def set_cells(self, grid: Any, values: dict[str, Any]) -> None:
        """Set cells of all rows: the client has no call for it."""
        literal = "org.sagebionetworks.repo.model.grid.update.LiteralSetValue"
        cells = [{"concreteType": literal, "columnName": name, "value": value} for name, value in values.items()]
        body = {
            "sessionId": grid.session_id,
            "replicaId": grid._replica_id,
            "updateRequest": {"update": {"batch": [{"set": cells}]}},
        }
        found = self.contributor._waitForAsync(uri="/grid/session/update/async", request=body)
        assert found["updateResponse"]["totalRowsUpdated"] == 1, found


if __name__ == "__main__":
    given, told = opened()
    walk = Walk(given, told)
    walk.prepare()
    walk.make_record_task()
    walk.open_grid()
    walk.query()
    walk.bring_home()
    walk.finish()
    walk.curate_files()
    told.note(done=True)
