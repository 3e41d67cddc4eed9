"""A view of all files of a center as a table: asked by SQL, kept as CSV, and as new as the last write."""

from pathlib import Path

import pandas as pd
import synapseclient
from synapseclient import File
from synapseclient.models import Column, ColumnType, EntityView, ViewTypeMask, query

from tests.contract.scripts.staff_layout import STAGES, find, leaves, projects
from tests.contract.scripts.task import Task, opened

OWN = [
    Column(name="LIBRARY_LAYOUT", column_type=ColumnType.STRING, maximum_size=50),
    Column(name="AGE_IN_DAYS", column_type=ColumnType.INTEGER),
]


def make(synapse: synapseclient.Synapse, name: str) -> str:
    """Make the view of a center's project and return its id."""
    project = find(synapse, name)
    view = EntityView(
        name="All files",
        parent_id=project,
        scope_ids=[project],
        view_type_mask=ViewTypeMask.FILE,
        columns=list(OWN),
    )
    return str(view.store(synapse_client=synapse).id)


def saved(synapse: synapseclient.Synapse, task: Task, view: str, name: str) -> pd.DataFrame:
    """Keep the rows as a CSV, as for a report, and return them."""
    path = Path(task.work) / f"{name}_files.csv"
    rows = query(
        f"SELECT id, name, parentId, LIBRARY_LAYOUT, AGE_IN_DAYS FROM {view} ORDER BY name", synapse_client=synapse
    )
    rows.to_csv(path, index=False)
    return pd.read_csv(path)


def main() -> None:
    task, report = opened()
    synapse, submitter = task.sign_in(), task.sign_in_as(task.submitters_token)
    leaf = next(leaf for leaf in leaves(task) if not leaf.is_record)
    views: dict[str, str] = {}
    with report.timed("staff.views", lambda: f"{len(views)} views"):
        for name in projects(task):
            views[name] = make(synapse, name)
    rows: dict[str, pd.DataFrame] = {}
    with report.timed("staff.view_to_csv", lambda: f"{sum(map(len, rows.values()))} rows of {len(rows)} views"):
        for name, view in views.items():
            rows[name] = saved(synapse, task, view, name)
    with report.check("staff.views_show_all_files"):
        for name, found in rows.items():
            stage = find(synapse, name, STAGES[1], *leaf.path.split("/"))
            assert list(found["AGE_IN_DAYS"]) == list(range(task.files)), found
            assert set(found["parentId"]) == {stage}, found
            assert set(found["LIBRARY_LAYOUT"]) == {"Paired-end"}, found
    with report.check("staff.views_are_live"):
        name = projects(task)[0]
        folder = find(submitter, name, STAGES[0], *leaf.path.split("/"))
        path = task.write("late.fastq", b"@late\nACGT\n+\nIIII\n")
        submitter.store(File(path, parent=folder, annotations={"LIBRARY_LAYOUT": "Single-read"}))
        found = synapse.tableQuery(f"SELECT count(*) AS n FROM {views[name]} WHERE LIBRARY_LAYOUT = 'Single-read'")
        assert list(found.asDataFrame()["n"]) == [1]
    report.note(done=True)


if __name__ == "__main__":
    main()
