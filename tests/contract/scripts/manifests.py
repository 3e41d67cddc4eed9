"""A tree goes up by the models' CSV manifest, comes down with one, and goes up again with other annotations."""

import csv
from pathlib import Path
from typing import Any

from synapseclient.models import Folder

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import Report, Task, opened


class Tree:
    """One folder of files, here and there."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task = task
        self.report = report
        self.synapse = task.sign_in()
        self.top: Any = None
        self.manifest = Path(task.work) / "up.csv"

    def up(self) -> None:
        with self.report.check("manifest.made_of_a_folder"):
            parent = ingest_folder(self.synapse, self.task)
            self.top = Folder(name=f"Manifest_{self.task.label}", parent_id=parent).store()
            self.task.write("tree/a.txt", b"a" * 10)
            self.task.write("tree/inner/b.txt", b"b" * 20)
            self.top.generate_sync_manifest(
                directory_path=str(Path(self.task.work) / "tree"), manifest_path=str(self.manifest)
            )
            rows = self.rows(self.manifest)
            assert [Path(row["path"]).name for row in rows] == ["a.txt", "b.txt"], rows
            assert [row["parentId"] == self.top.id for row in rows] == [True, False], rows
        with self.report.check("manifest.up"):
            self.write(self.manifest, [{**row, "LIBRARY_LAYOUT": "Paired-end"} for row in self.rows(self.manifest)])
            sent = self.top.sync_to_synapse(manifest_path=str(self.manifest), send_messages=False)
            assert sorted(file.name for file in sent) == ["a.txt", "b.txt"], sent
            assert all(list(file.annotations["LIBRARY_LAYOUT"]) == ["Paired-end"] for file in sent), sent

    def down(self) -> None:
        target = Path(self.task.fresh_folder("down"))
        with self.report.check("manifest.down"):
            other = self.task.sign_in(cache_root_dir=self.task.fresh_folder("cache-down"))
            Folder(id=self.top.id).sync_from_synapse(path=str(target), manifest="root", synapse_client=other)
            found = {str(path.relative_to(target)): path.stat().st_size for path in target.rglob("*.txt")}
            assert found == {"a.txt": 10, "inner/b.txt": 20}, found
        with self.report.check("manifest.up_again_with_other_annotations"):
            rows = self.rows(target / "manifest.csv")
            assert {row["LIBRARY_LAYOUT"] for row in rows} == {"Paired-end"}, rows
            self.write(target / "manifest.csv", [{**row, "LIBRARY_LAYOUT": "Single-end"} for row in rows])
            self.top.sync_to_synapse(manifest_path=str(target / "manifest.csv"), send_messages=True)
            for row in rows:
                stored = self.synapse.restGET(f"/entity/{row['ID']}/annotations2")["annotations"]
                assert stored["LIBRARY_LAYOUT"]["value"] == ["Single-end"], stored
                assert self.synapse.restGET(f"/entity/{row['ID']}")["versionNumber"] == 1

    def rows(self, path: Path) -> list[dict[str, str]]:
        """Return the rows of a manifest."""
        with path.open(newline="", encoding="utf-8") as sheet:
            return sorted(csv.DictReader(sheet), key=lambda row: row["path"])

    def write(self, path: Path, rows: list[dict[str, str]]) -> None:
        """Write the rows of a manifest."""
        with path.open("w", newline="", encoding="utf-8") as sheet:
            writer = csv.DictWriter(sheet, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    task, report = opened()
    tree = Tree(task, report)
    tree.up()
    tree.down()
    report.note(done=True)
