"""Files elsewhere, storage locations, copies, and files moved to another location."""

from pathlib import Path
from typing import Any

import synapseutils
from synapseclient.models import File, Folder, StorageLocation, StorageLocationType

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import Report, Task, opened, refused

URL = "https://example.org/reads.fastq.gz"


class Store:
    """One folder whose files go to a location of their own."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task = task
        self.report = report
        self.synapse = task.sign_in()
        parent = ingest_folder(self.synapse, task)
        self.folder: Any = Folder(name=f"Storage_{task.label}", parent_id=parent).store()
        self.location: Any = None
        self.file: Any = None

    def elsewhere(self) -> None:
        with self.report.check("storage.link"):
            # Not among what is migrated: the client would fetch it.
            beside = Folder(name=f"Links_{self.task.label}", parent_id=self.folder.parent_id).store()
            made = File(name="link", external_url=URL, synapse_store=False, parent_id=beside.id).store()
            found = File(id=made.id, download_file=False).get()
            assert found.file_handle.external_url == URL, found
            found.external_url, found.synapse_store = f"{URL}?v=2", False
            assert found.store().version_number == 2

    def located(self) -> None:
        with self.report.check("storage.location"):
            wanted = {"storage_type": StorageLocationType.SYNAPSE_S3, "description": f"For {self.task.label}"}
            self.location = StorageLocation(**wanted).store()
            assert StorageLocation(**wanted).store().storage_location_id == self.location.storage_location_id
            self.folder.set_storage_location(storage_location_id=self.location.storage_location_id)
            setting = self.folder.get_project_setting(setting_type="upload")
            assert setting.locations == [self.location.storage_location_id], setting
        with self.report.check("storage.upload"):
            path = self.task.write("stored.txt", b"stored")
            self.file = File(path=path, parent_id=self.folder.id).store()
            number = self.file.file_handle.storage_location_id
            assert number == self.location.storage_location_id, number
        with self.report.check("storage.of_others_is_refused"), refused(400, "in its own storage"):
            StorageLocation(storage_type=StorageLocationType.EXTERNAL_S3, bucket="theirs").store()
        with self.report.check("storage.no_credentials"), refused(501, "temporary credentials"):
            self.synapse.get_sts_storage_token(self.folder.id, permission="read_only")

    def copied(self) -> None:
        inner = Folder(name="copies", parent_id=self.folder.id).store()
        with self.report.check("storage.copy"):
            mapping = synapseutils.copy(self.synapse, self.file.id, destinationId=inner.id)
            target = self.task.fresh_folder("copied")
            copy = self.synapse.get(mapping[self.file.id], downloadLocation=target)
            assert Path(copy.path).read_bytes() == b"stored", copy
        with self.report.check("storage.migrate"):
            other = StorageLocation(
                storage_type=StorageLocationType.SYNAPSE_S3, description=f"Other {self.task.label}"
            ).store()
            database = str(Path(self.task.work) / "migration.sqlite")
            self.folder.index_files_for_migration(
                dest_storage_location_id=other.storage_location_id,
                db_path=database,
                file_version_strategy="latest",
                include_table_files=False,
            )
            result = self.folder.migrate_indexed_files(db_path=database, force=True)
            counts = result.get_counts_by_status()
            assert (counts["MIGRATED"], counts["ERRORED"]) == (2, 0), counts
            moved = File(id=self.file.id, download_file=False).get()
            assert moved.file_handle.storage_location_id == other.storage_location_id, moved
            assert moved.version_number == 1, moved


if __name__ == "__main__":
    task, report = opened()
    store = Store(task, report)
    store.elsewhere()
    store.located()
    store.copied()
    report.note(done=True)
