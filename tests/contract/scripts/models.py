"""A wrangler's files by the object-oriented models of the newer versions, over their other HTTP stack."""

from pathlib import Path
from typing import Any

from synapseclient.models import File, Folder, Project

from tests.contract.scripts import annotations
from tests.contract.scripts.task import Report, Task, md5, opened, refused


class Walk:
    """The files of one walk, in the order of the steps."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task = task
        self.report = report
        self.synapse = task.sign_in()
        self.label = f"{task.label}7"
        self.name = f"HTA201_1_D{self.label}_R2.fastq"
        self.path = task.write(self.name, b"@first\nACGT\n")

    def fresh(self, name: str) -> Any:
        """Return a client whose cache knows nothing; the models' own one is cached by the class, so stays."""
        synapse = self.task.sign_in(cache_root_dir=self.task.fresh_folder(name))
        self.synapse.set_client(self.synapse)
        return synapse

    def find(self) -> None:
        with self.report.check("models.find"):
            self.project = Project(name=self.task.project).get()
            found: Any = self.project
            for step in self.task.folder_steps:
                found = Folder(name=step, parent_id=found.id).get()
            self.folder = found
        with self.report.check("models.walk"):
            top = Folder(name=self.task.folder_steps[0], parent_id=self.project.id).get()
            steps = {one.name for _, folders, _ in top.walk(recursive=False) for one in folders}
            assert self.task.folder_steps[1] in steps, steps
        with self.report.check("models.find_nothing"):
            try:
                Folder(name="There is no such folder", parent_id=self.project.id).get()
            except Exception as error:  # noqa: BLE001  # the versions have different ones
                assert "not found" in str(error), error
            else:
                raise AssertionError("a folder that does not exist was found")

    def upload(self) -> None:
        with self.report.check("models.upload_annotated"):
            wanted = {name: [value] for name, value in annotations.defective(self.label, self.name).items()}
            self.file = File(path=self.path, parent_id=self.folder.id, annotations=wanted).store()
            assert self.file.version_number == 1
            assert self.file.file_handle.content_md5 == md5(self.path)
            assert self.file.annotations == wanted
        with self.report.check("models.upload_zero_bytes"):
            path = self.task.write(f"empty_{self.label}.txt", b"")
            empty = File(path=path, parent_id=self.folder.id).store()
            got = File(id=empty.id, path=self.task.fresh_folder("models-empty"))
            got = got.get(synapse_client=self.fresh("models-empty-cache"))
            assert Path(got.path).read_bytes() == b""

    def judge(self) -> None:
        with self.report.check("models.schema_bound"):
            bound = self.folder.get_schema()
            assert bound.json_schema_version_info.id.endswith(self.task.schema), bound
            assert self.file.get_schema().json_schema_version_info.id == bound.json_schema_version_info.id
        with self.report.check("models.invalid"):
            verdict = self.file.validate_schema()
            assert verdict.validation_response.is_valid is False
            assert verdict.validation_response.object_id == self.file.id
            annotations.require_named(verdict.all_validation_messages)
            assert len(verdict.validation_exception.causing_exceptions) == len(annotations.NAMED)
        with self.report.check("models.invalid_listed_by_folder"):
            found = {item.validation_response.object_id: item for item in self.folder.get_invalid_validation()}
            annotations.require_named(found[self.file.id].all_validation_messages)
            assert self.folder.get_schema_validation_statistics().number_of_invalid_children >= 1
        with self.report.check("models.valid"):
            wanted = annotations.complete(self.label, self.name)
            self.file.annotations = {name: [value] for name, value in wanted.items()}
            self.file = self.file.store()
            verdict = self.file.validate_schema()
            assert verdict.is_valid is True, verdict
            assert verdict.object_etag == self.file.etag, (verdict.object_etag, self.file.etag)
            assert self.file.version_number == 1, "annotations alone make no version"

    def make_versions(self) -> None:
        with self.report.check("models.version"):
            self.task.write(self.name, b"@second\nTTTT\n")
            newer = File(path=self.path, parent_id=self.folder.id).store()
            assert newer.id == self.file.id
            assert newer.version_number == 2
            assert newer.annotations["LIBRARY_LAYOUT"] == ["Paired-end"]
        with self.report.check("models.old_version"):
            old = File(id=self.file.id, version_number=1, path=self.task.fresh_folder("models-old"))
            old = old.get(synapse_client=self.fresh("models-old-cache"))
            assert Path(old.path).read_bytes() == b"@first\nACGT\n"
        with self.report.check("models.download"):
            new = File(id=self.file.id, path=self.task.fresh_folder("models-new"))
            new = new.get(synapse_client=self.fresh("models-new-cache"))
            assert Path(new.path).read_bytes() == b"@second\nTTTT\n"

    def move_and_throw_away(self) -> None:
        with self.report.check("models.move"):
            target = Folder(name=f"Moved_{self.label}", parent_id=self.folder.id).store()
            moved = File(id=self.file.id, download_file=False).get()
            moved.parent_id = target.id
            moved = moved.store()
            assert moved.parent_id == target.id
            assert [file.id for file in Folder(id=target.id).sync_from_synapse(download_file=False).files] == [moved.id]
        with self.report.check("models.trash"):
            moved.delete()
            with refused(404, "trash"):
                File(id=moved.id, download_file=False).get()
        with self.report.check("models.restore"):
            self.synapse.restPUT(f"/trashcan/restore/{moved.id}")
            assert File(id=moved.id, download_file=False).get().parent_id == target.id

    def be_refused(self) -> None:
        with self.report.check("models.refused_403"), refused(403):
            Project(id=self.task.strangers_project).get()
        with self.report.check("models.refused_404"), refused(404):
            File(id="syn999999999", download_file=False).get()
        with self.report.check("models.refused_412"):
            one = File(id=self.file.id, download_file=False).get()
            other = File(id=self.file.id, download_file=False).get()
            one.annotations["SPIKE_IN"] = ["ERCC"]
            one.store()
            other.description = "from an older page"
            with refused(412):
                other.store()


if __name__ == "__main__":
    given, told = opened()
    walk = Walk(given, told)
    walk.find()
    walk.upload()
    walk.judge()
    walk.make_versions()
    walk.move_and_throw_away()
    walk.be_refused()
    told.note(done=True)
