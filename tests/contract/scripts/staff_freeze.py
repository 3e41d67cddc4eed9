"""The release folder is set read-only: who submitted reads it, and changes nothing in it any more."""

from synapseclient import File, Folder

from tests.contract.scripts.staff_layout import STAGES, find, projects
from tests.contract.scripts.staff_setup import READ
from tests.contract.scripts.task import opened, refused


def main() -> None:
    task, report = opened()
    synapse, submitter = task.sign_in(), task.sign_in_as(task.submitters_token)
    releases = {name: find(synapse, name, STAGES[2]) for name in projects(task)}
    path = task.write("late.txt", b"too late\n")
    with report.check("staff.open_before"):
        early = submitter.store(Folder("early", parent=releases[projects(task)[0]]))
        submitter.delete(early)
    with report.timed("staff.freeze", lambda: f"{len(releases)} folders"):
        for name, release in releases.items():
            team = synapse.getTeam(f"{name}_contributors")
            synapse.setPermissions(release, team.id, READ, warn_if_inherits=False, overwrite=True)
    with report.check("staff.frozen_is_read_only"):
        for release in releases.values():
            children = list(submitter.getChildren(release))
            assert children
            with refused(403):
                submitter.store(File(path, parent=release))
            with refused(403):
                submitter.store(Folder("late", parent=children[0]["id"]))
            with refused(403):
                submitter.delete(children[0]["id"])
    with report.check("staff.rest_stays_open"):
        ingest = find(submitter, projects(task)[0], STAGES[0])
        submitter.delete(submitter.store(Folder("open", parent=ingest)))
    report.note(done=True)


if __name__ == "__main__":
    main()
