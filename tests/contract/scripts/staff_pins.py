"""Record sets that go on changing, and a release that keeps the version that was judged."""

from pathlib import Path

import synapseclient
from synapseclient import Link
from synapseclient.models import RecordSet

from tests.contract.scripts.staff_layout import STAGES, find, leaves, projects
from tests.contract.scripts.task import Task, opened

HEADER = "HTAN_PARTICIPANT_ID,AGE_IN_DAYS\n"
PINNED = 2


def rows(version: int) -> str:
    return HEADER + "".join(f"HTA201_{number},{number * version}\n" for number in range(1, version + 1))


def keep(submitter: synapseclient.Synapse, task: Task, folder: str, name: str) -> str:
    """Keep records in three versions and return the id of the record set."""
    path = task.write(f"{name}.csv", rows(1).encode())
    kept = RecordSet(name="Records", path=path, parent_id=folder, upsert_keys=["HTAN_PARTICIPANT_ID"])
    kept = kept.store(synapse_client=submitter)
    for version in (2, 3):
        task.write(f"{name}.csv", rows(version).encode())
        newer = RecordSet(id=kept.id, download_file=False).get(synapse_client=submitter)
        newer.path = path
        kept = newer.store(synapse_client=submitter)
        assert kept.version_number == version, kept.version_number
    return str(kept.id)


def main() -> None:
    task, report = opened()
    synapse, submitter = task.sign_in(), task.sign_in_as(task.submitters_token)
    leaf = next(leaf for leaf in leaves(task) if leaf.is_record)
    kept = {}
    with report.timed("staff.records", lambda: f"{len(kept)} record sets in 3 versions"):
        for name in projects(task):
            folder = find(submitter, name, STAGES[0], *leaf.path.split("/"))
            kept[name] = keep(submitter, task, folder, f"{name}_records")
    pins = {}
    with report.timed("staff.pin", lambda: f"{len(pins)} record sets"):
        for name in projects(task):
            release = find(synapse, name, STAGES[2], *leaf.path.split("/"))
            pins[name] = synapse.store(Link(targetId=kept[name], targetVersion=PINNED, parent=release)).id
    with report.check("staff.pins_hold"):
        # Another machine of the same person: nothing of it is in a cache.
        submitter = task.sign_in_as(task.submitters_token, cache_root_dir=task.fresh_folder("empty-cache"))
        for name in projects(task):
            pin = submitter.get(pins[name], followLink=False)
            assert (pin.linksTo["targetId"], pin.linksTo["targetVersionNumber"]) == (kept[name], PINNED), pin
            got = RecordSet(id=kept[name], version_number=PINNED, path=task.fresh_folder(f"{name}_pinned")).get(
                synapse_client=submitter
            )
            assert Path(got.path).read_text() == rows(PINNED)
    report.note(done=True)


if __name__ == "__main__":
    main()
