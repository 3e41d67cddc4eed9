"""Upload of one large file; the test kills this program half way and runs it again."""

import pathlib

import synapseclient

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import md5, opened

SIZE = 64 * 1024 * 1024
LINE = b"@read ACGTACGTACGTACGT#FFFFFFFFFF"


def content(label: str) -> bytes:
    """Return the same bytes in each run, other ones in each version."""
    block = b"".join(b"%08d%s%s\n" % (number, label.encode(), LINE) for number in range(32_768))
    return (block * (SIZE // len(block) + 1))[:SIZE]


if __name__ == "__main__":
    task, report = opened()
    synapse = task.sign_in()
    folder = ingest_folder(synapse, task)
    path = pathlib.Path(task.work) / f"HTA201_1_D{task.label}_large.fastq"
    if not path.exists():
        path.write_bytes(content(task.label))
    with report.check("large.upload"):
        if hasattr(synapseclient, "models") and hasattr(synapseclient.models, "RecordSet"):
            stored = synapseclient.models.File(path=str(path), parent_id=folder).store(synapse_client=synapse)
            handle, file_id = stored.file_handle.content_md5, stored.id
            assert stored.file_handle.content_size == SIZE
        else:
            file = synapse.store(synapseclient.File(str(path), parent=folder))
            handle, file_id = file._file_handle["contentMd5"], file.id
        assert handle == md5(str(path))
    with report.check("large.download"):
        other = task.sign_in(cache_root_dir=task.fresh_folder("cache-large"))
        assert md5(other.get(file_id).path) == md5(str(path))
    report.note(done=True)
