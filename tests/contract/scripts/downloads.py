"""A download list: files come onto it, go down together, and leave it."""

import csv
from pathlib import Path

from synapseclient.models import File, Folder
from synapseclient.operations import (
    DownloadListItem,
    download_list_add,
    download_list_clear,
    download_list_files,
    download_list_manifest,
)

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import opened, refused

if __name__ == "__main__":
    task, report = opened()
    synapse = task.sign_in()
    folder = Folder(name=f"Listed_{task.label}", parent_id=ingest_folder(synapse, task)).store()
    files = [File(path=task.write(f"{name}.txt", name.encode()), parent_id=folder.id).store() for name in "ab"]

    with report.check("downloads.add"):
        download_list_clear()
        items = [DownloadListItem(files[0].id, files[0].version_number), DownloadListItem(files[1].id)]
        assert download_list_add(files=items) == 2
    with report.check("downloads.manifest"):
        path = download_list_manifest(destination=task.fresh_folder("manifest"))
        with Path(path).open(newline="", encoding="utf-8") as sheet:
            rows = list(csv.DictReader(sheet))
        assert [(row["ID"], row["name"]) for row in rows] == [(file.id, file.name) for file in files], rows
    with report.check("downloads.files"):
        target = task.fresh_folder("downloads")
        download_list_files(download_location=target)
        assert {path.name: path.read_text() for path in Path(target).glob("?.txt")} == {"a.txt": "a", "b.txt": "b"}
    with report.check("downloads.list_is_empty"), refused(400, "No files available for download"):
        download_list_manifest(destination=task.fresh_folder("nothing"))
    report.note(done=True)
