"""A wrangler's files by the calls that every version has: upload, annotate, download, version, move, trash."""

import json
from typing import Any

import synapseclient

from tests.contract.scripts import annotations
from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import Report, Task, md5, opened, refused


class Walk:
    """The files of one walk, in the order of the steps."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task = task
        self.report = report
        self.synapse = task.sign_in()
        self.folder = ingest_folder(self.synapse, task)
        self.name = f"HTA201_1_D{task.label}_R1.fastq"
        self.first = f"@first of {task.label}\nACGT\n".encode()
        self.second = f"@second of {task.label}\nTTTT\n".encode()
        self.path = task.write(self.name, self.first)

    def fresh(self, name: str) -> Any:
        """Return a client whose cache knows nothing."""
        return self.task.sign_in(cache_root_dir=self.task.fresh_folder(name))

    def upload(self) -> None:
        with self.report.check("upload.small"):
            self.file = self.synapse.store(synapseclient.File(self.path, parent=self.folder))
            assert self.file.id.startswith("syn")
            assert self.file.parentId == self.folder
            assert self.file.versionNumber == 1
            assert self.file._file_handle["contentMd5"] == md5(self.path)
            assert self.file._file_handle["contentSize"] == len(self.first)
        with self.report.check("upload.zero_bytes"):
            path = self.task.write(f"empty_{self.task.label}.txt", b"")
            self.empty = self.synapse.store(synapseclient.File(path, parent=self.folder))
            assert self.empty._file_handle["contentSize"] == 0
            assert self.empty._file_handle["contentMd5"] == md5(path)
        with self.report.check("upload.again_makes_no_version"):
            again = self.synapse.store(synapseclient.File(self.path, parent=self.folder), forceVersion=False)
            assert (again.id, again.versionNumber) == (self.file.id, 1)

    def annotate(self) -> None:
        judge = self.synapse.service("json_schema")
        with self.report.check("schema.bound"):
            bound = judge.get_json_schema(self.file.id)
            assert bound["jsonSchemaVersionInfo"]["$id"].endswith(self.task.schema), bound
        with self.report.check("annotations.invalid"):
            self._set(annotations.defective(self.task.label, self.name))
            verdict = judge.validate(self.file.id)
            assert verdict["isValid"] is False, verdict
            annotations.require_named(verdict["allValidationMessages"])
            assert len(verdict["validationException"]["causingExceptions"]) == len(annotations.NAMED)
            assert verdict["validationErrorMessage"] == f"{len(annotations.NAMED)} schema violations found"
        with self.report.check("annotations.invalid_listed_by_folder"):
            found = {item["objectId"]: item for item in judge.validate_children(self.folder)}
            annotations.require_named(found[self.file.id]["allValidationMessages"])
            assert judge.validation_stats(self.folder)["numberOfInvalidChildren"] >= 1
        with self.report.check("annotations.valid"):
            self._set(annotations.complete(self.task.label, self.name))
            verdict = judge.validate(self.file.id)
            assert verdict["isValid"] is True, verdict
            assert "validationException" not in verdict
            assert self.file.id not in [item["objectId"] for item in judge.validate_children(self.folder)]
            assert judge.validation_stats(self.folder)["numberOfValidChildren"] >= 1
        with self.report.check("annotations.types_survive"):
            stored = self.synapse.get_annotations(self.file.id)
            for name, value in annotations.complete(self.task.label, self.name).items():
                assert list(stored[name]) == [value], f"{name}: {stored[name]!r}"

    def _set(self, wanted: "dict[str, str | bool | int]") -> None:
        stored = self.synapse.get_annotations(self.file.id)
        stored.clear()
        stored.update(wanted)
        self.synapse.set_annotations(stored)

    def download(self) -> None:
        for name, stored, content in (("small", self.file, self.first), ("zero_bytes", self.empty, b"")):
            with self.report.check(f"download.{name}"):
                got = self.fresh(f"cache-{name}").get(stored.id)
                with open(got.path, "rb") as read:  # noqa: PTH123  # as the client's users write it
                    assert read.read() == content
                assert got._file_handle["contentMd5"] == md5(got.path)

    def make_versions(self) -> None:
        with self.report.check("version.of_the_file"):
            self.task.write(self.name, self.second)
            newer = self.synapse.get(self.file.id, downloadFile=False)
            newer.path = self.path
            newer = self.synapse.store(newer)
            assert newer.versionNumber == 2, newer.versionNumber
            assert newer._file_handle["contentMd5"] == md5(self.path)
        with self.report.check("version.of_the_annotations"):
            newer = self.synapse.get(self.file.id, downloadFile=False)
            newer.annotations["WORKFLOW_VERSION"] = ["2.0.0"]
            newer = self.synapse.store(newer, forceVersion=True)
            assert newer.versionNumber == 3, newer.versionNumber
            assert list(self.synapse.get_annotations(self.file.id)["WORKFLOW_VERSION"]) == ["2.0.0"]
            assert list(self.synapse.get_annotations(self.file.id, version=2)["WORKFLOW_VERSION"]) == ["1.2.0"]
        with self.report.check("version.old_one"):
            old = self.fresh("cache-old").get(self.file.id, version=1)
            with open(old.path, "rb") as read:  # noqa: PTH123  # as the client's users write it
                assert read.read() == self.first
            assert old.versionNumber == 1
        with self.report.check("version.list"):
            page = self.synapse.restGET(f"/entity/{self.file.id}/version?offset=0&limit=20")
            assert [item["versionNumber"] for item in page["results"]] == [3, 2, 1], page

    def move(self) -> None:
        with self.report.check("move"):
            target = synapseclient.Folder(f"Moved_{self.task.label}", parent=self.folder)
            self.target = self.synapse.store(target)
            moved = self.synapse.move(self.file.id, self.target)
            assert moved.parentId == self.target.id
            assert moved.versionNumber == 3
            assert [child["id"] for child in self.synapse.getChildren(self.target.id)] == [self.file.id]
            assert self.synapse.findEntityId(self.name, self.folder) is None
            assert self.synapse.service("json_schema").validate(self.file.id)["isValid"] is True

    def throw_away(self) -> None:
        with self.report.check("trash"):
            self.synapse.delete(self.file.id)
            with refused(404, "trash"):
                self.synapse.get(self.file.id, downloadFile=False)
            assert list(self.synapse.getChildren(self.target.id)) == []
        with self.report.check("restore"):
            self.synapse.restPUT(f"/trashcan/restore/{self.file.id}")
            back = self.fresh("cache-restored").get(self.file.id)
            assert back.parentId == self.target.id
            assert back.versionNumber == 3
            assert md5(back.path) == md5(self.path)
            assert self.synapse.service("json_schema").validate(self.file.id)["isValid"] is True


if __name__ == "__main__":
    given, told = opened()
    walk = Walk(given, told)
    walk.upload()
    walk.annotate()
    walk.download()
    walk.make_versions()
    walk.move()
    walk.throw_away()
    told.note(done=True, facts=json.dumps({"file": walk.file.id}))
