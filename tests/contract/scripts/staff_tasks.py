"""A curation task for every leaf, by the client's own curator extension; one of them is filled through a grid."""

import synapseclient
from synapseclient.extensions.curator import (
    create_file_based_metadata_task,
    create_record_based_metadata_task,
    get_or_create_curator_grid,
)
from synapseclient.models import CurationTask, RecordSet

from tests.contract.scripts.staff_layout import STAGES, Leaf, find, leaves, projects, schema_of
from tests.contract.scripts.task import Task, opened

NEW_ROWS = 3


def key_of(synapse: synapseclient.Synapse, schema: str) -> str:
    """Return the column that tells the records of a component apart: its first identifier."""
    body = synapse.restGET(f"/schema/type/registered/{schema}")
    return next(name for name in body["properties"] if name.endswith("_ID"))


def make(synapse: synapseclient.Synapse, task: Task, project: str, leaf: Leaf) -> int:
    """Make the task of a leaf and return its id."""
    folder, schema = find(synapse, project, STAGES[0], *leaf.path.split("/")), schema_of(synapse, task, leaf)
    if leaf.is_record:
        _, made = create_record_based_metadata_task(
            folder_id=folder,
            record_set_name=f"{leaf.component}_Records",
            record_set_description=f"Records of {leaf.component}",
            curation_task_name=leaf.component,
            upsert_keys=[key_of(synapse, schema)],
            instructions="Fill in one row for each record.",
            schema_uri=schema,
            create_grid=False,
            synapse_client=synapse,
        )
        return int(made.task_id)
    _, number = create_file_based_metadata_task(
        folder_id=folder,
        curation_task_name=leaf.component,
        instructions="Fill in one row for each file.",
        entity_view_name=f"{leaf.component}_Files",
        synapse_client=synapse,
    )
    return int(number)


def fill(submitter: synapseclient.Synapse, task: Task, number: int) -> None:
    """Fill a record-based task through its grid, as a submitter does, and bring the rows home."""
    wanted = CurationTask(task_id=number).get(synapse_client=submitter)
    kept = RecordSet(id=wanted.task_properties.record_set_id, download_file=False).get(synapse_client=submitter)
    key = kept.upsert_keys[0]
    rows = "".join(f"HTA201_{n}\n" for n in range(1, NEW_ROWS + 1))
    grid = get_or_create_curator_grid(number, synapse_client=submitter)
    grid.import_csv(path=task.write("rows.csv", f"{key}\n{rows}".encode()), synapse_client=submitter)
    grid.synchronize(sync_type="PULL_PUSH", synapse_client=submitter)
    now = RecordSet(id=kept.id, path=task.fresh_folder("records")).get(synapse_client=submitter)
    assert now.version_number == kept.version_number + 1, now.version_number
    with open(now.path, encoding="utf-8") as lines:  # noqa: PTH123  # as a script writes it
        assert len(lines.readlines()) == NEW_ROWS + 1
    assert now.validation_summary.total_number_of_children == NEW_ROWS, now.validation_summary
    grid.delete(synapse_client=submitter)


def main() -> None:
    task, report = opened()
    synapse, submitter = task.sign_in(), task.sign_in_as(task.submitters_token)
    made: dict[str, dict[Leaf, int]] = {}
    with report.timed("staff.tasks", lambda: f"{sum(map(len, made.values()))} tasks"):
        for name in projects(task):
            made[name] = {leaf: make(synapse, task, name, leaf) for leaf in leaves(task)}
    with report.check("staff.tasks_are_listed"):
        for name in projects(task):
            project = find(submitter, name)
            found = {one.task_id for one in CurationTask.list(project_id=project, synapse_client=submitter)}
            assert found == set(made[name].values()), found
    with report.timed("staff.grid", lambda: f"{NEW_ROWS} rows imported and brought home"):
        leaf = next(leaf for leaf in leaves(task) if leaf.is_record)
        fill(submitter, task, made[projects(task)[0]][leaf])
    report.note(done=True)


if __name__ == "__main__":
    main()
