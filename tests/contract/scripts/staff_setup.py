"""Projects for all centers: a team with its member, permissions, and the tree of folders in each stage."""

import synapseclient
from synapseclient import Folder, Project
from synapseclient.models import Team

from tests.contract.scripts.staff_layout import STAGES, find, leaves, projects
from tests.contract.scripts.task import Task, opened

READ = ["READ", "DOWNLOAD"]
EDIT = [*READ, "CREATE", "UPDATE", "DELETE"]
MANAGE = [*EDIT, "CHANGE_PERMISSIONS", "CHANGE_SETTINGS", "MODERATE"]


class Setup:
    """One run over all centers."""

    def __init__(self, synapse: synapseclient.Synapse, task: Task) -> None:
        self.synapse = synapse
        self.task = task
        self.submitter = task.sign_in_as(task.submitters_token)
        self.folders = 0

    def center(self, name: str) -> None:
        project = self.synapse.store(Project(name))
        team = self.team(f"{name}_contributors")
        self.synapse.setPermissions(project, team, EDIT, warn_if_inherits=False)
        for stage in STAGES:
            top = self.synapse.store(Folder(stage, parent=project))
            self.tree(top.id)

    def team(self, name: str) -> int:
        team = Team(name=name, description="Who submits").create(synapse_client=self.synapse)
        me = self.submitter.getUserProfile()["ownerId"]
        team.invite(user=int(me), message="Welcome", synapse_client=self.synapse)
        self.submitter.restPUT(f"/team/{team.id}/member/{me}", body="{}")
        members = team.members(synapse_client=self.synapse)
        assert str(me) in {str(one.member.owner_id) for one in members}, members
        return int(team.id)

    def tree(self, top: str) -> None:
        made = {"": top}
        for leaf in leaves(self.task):
            steps = leaf.path.split("/")
            for depth, step in enumerate(steps):
                path, parent = "/".join(steps[: depth + 1]), "/".join(steps[:depth])
                if path not in made:
                    made[path] = self.synapse.store(Folder(step, parent=made[parent])).id
                    self.folders += 1


def main() -> None:
    task, report = opened()
    synapse = task.sign_in()
    setup = Setup(synapse, task)
    with report.timed("staff.setup", lambda: f"{task.centers} centers, {setup.folders} folders"):
        for name in projects(task):
            setup.center(name)
    with report.check("staff.setup_is_seen_by_submitters"):
        deepest = find(setup.submitter, projects(task)[-1], STAGES[0], *leaves(task)[-1].path.split("/"))
        may = setup.submitter.restGET(f"/entity/{deepest}/permissions")
        assert may["canAddChild"], may
        assert may["canDownload"], may
        assert not may["canChangePermissions"], may
    report.note(done=True)


if __name__ == "__main__":
    main()
