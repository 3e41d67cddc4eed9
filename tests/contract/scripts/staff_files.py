"""Files of centers: uploaded and annotated by the submitter, moved from stage to stage by the staff, ids kept."""

import synapseclient
from synapseclient import File
from synapseclient.models import File as FileModel

from tests.contract.scripts.staff_layout import STAGES, Leaf, find, leaves, projects
from tests.contract.scripts.task import Task, md5, opened


def uploaded(submitter: synapseclient.Synapse, task: Task, project: str, leaf: Leaf) -> "list[str]":
    """Upload a few files with annotations and return their ids."""
    folder = find(submitter, project, STAGES[0], *leaf.path.split("/"))
    made = []
    for number in range(task.files):
        path = task.write(f"{project}_{number}.fastq", f"@read{number}\nACGT\n+\nIIII\n".encode() * 50)
        entity = File(path, parent=folder, annotations={"LIBRARY_LAYOUT": "Paired-end", "AGE_IN_DAYS": number})
        made.append(submitter.store(entity).id)
    return made


def move(synapse: synapseclient.Synapse, ids: "list[str]", target: str) -> None:
    """Move files into a folder, by the older and the newer interface in turn."""
    for number, file in enumerate(ids):
        if number % 2:
            moved = FileModel(id=file, download_file=False).get(synapse_client=synapse)
            moved.parent_id = target
            moved.store(synapse_client=synapse)
        else:
            synapse.move(file, target)


def main() -> None:
    task, report = opened()
    synapse, submitter = task.sign_in(), task.sign_in_as(task.submitters_token)
    leaf = next(leaf for leaf in leaves(task) if not leaf.is_record)
    ids: dict[str, list[str]] = {}
    with report.timed("staff.upload", lambda: f"{sum(map(len, ids.values()))} files"):
        for name in projects(task):
            ids[name] = uploaded(submitter, task, name, leaf)
    with report.timed("staff.move", lambda: f"{sum(map(len, ids.values()))} files"):
        for name in projects(task):
            move(synapse, ids[name], find(synapse, name, STAGES[1], *leaf.path.split("/")))
    with report.check("staff.moved_files_are_the_same"):
        for name in projects(task):
            target = find(synapse, name, STAGES[1], *leaf.path.split("/"))
            assert [child["id"] for child in synapse.getChildren(target)] == ids[name]
            source = find(synapse, name, STAGES[0], *leaf.path.split("/"))
            assert list(synapse.getChildren(source, includeTypes=["file"])) == []
            file = submitter.get(ids[name][0], downloadLocation=task.fresh_folder(f"{name}_back"))
            assert file.versionNumber == 1, file.versionNumber
            assert file.annotations["LIBRARY_LAYOUT"] == ["Paired-end"], file.annotations
            assert md5(file.path) == file["_file_handle"]["contentMd5"]
    report.note(done=True)


if __name__ == "__main__":
    main()
