"""A small tree goes up by a manifest and comes down again."""

import csv
import pathlib

import synapseclient
import synapseutils

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import opened

if __name__ == "__main__":
    task, report = opened()
    synapse = task.sign_in()
    folder = ingest_folder(synapse, task)

    with report.check("sync.up"):
        top = synapse.store(synapseclient.Folder(f"Tree_{task.label}", parent=folder))
        inner = synapse.store(synapseclient.Folder("inner", parent=top))
        rows = [
            (task.write("tree/a.txt", b"a" * 10), top.id),
            (task.write("tree/inner/b.txt", b"b" * 20), inner.id),
            (task.write("tree/inner/c.txt", b"c" * 30), inner.id),
        ]
        manifest = pathlib.Path(task.work) / "manifest.tsv"
        with manifest.open("w", newline="") as sheet:
            writer = csv.writer(sheet, delimiter="\t")
            writer.writerow(["path", "parent", "LIBRARY_LAYOUT"])
            writer.writerows([*row, "Paired-end"] for row in rows)
        synapseutils.syncToSynapse(synapse, str(manifest), sendMessages=False)
        names = {child["name"] for child in synapse.getChildren(inner.id)}
        assert names == {"b.txt", "c.txt"}, names
        stored = synapse.get_annotations(synapse.findEntityId("b.txt", inner.id))
        assert list(stored["LIBRARY_LAYOUT"]) == ["Paired-end"], stored
    with report.check("sync.down"):
        target = task.fresh_folder("down")
        # Not silent: 4.4.1 asks a progress bar that a silent client has not made.
        other = task.sign_in(silent=False, cache_root_dir=task.fresh_folder("cache-down"))
        files = synapseutils.syncFromSynapse(other, top.id, path=target)
        assert len(files) == 3, files
        found = {str(path.relative_to(target)): path.stat().st_size for path in pathlib.Path(target).rglob("*.txt")}
        assert found == {"a.txt": 10, "inner/b.txt": 20, "inner/c.txt": 30}, found
    report.note(done=True)
