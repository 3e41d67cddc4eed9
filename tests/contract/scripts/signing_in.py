"""A wrangler signs in, in each of the ways there are, and finds the center's project."""

import synapseclient

from tests.contract.scripts.task import Report, Task, opened


def sign_in_by_token(task: Task, report: Report) -> None:
    with report.check("login.token"):
        synapse = synapseclient.Synapse(
            repoEndpoint=f"{task.url}/repo/v1",
            authEndpoint=f"{task.url}/auth/v1",
            fileHandleEndpoint=f"{task.url}/file/v1",
            portalEndpoint=f"{task.url}/",
            configPath=f"{task.work}/absent",
            skip_checks=False,
            silent=True,
        )
        synapse.login(authToken=task.token, silent=False)
        assert synapse.getUserProfile()["userName"] == task.user_name


def sign_in_by_configuration(task: Task, report: Report) -> None:
    with report.check("login.configuration"):
        profile = task.sign_in().getUserProfile()
        assert profile["userName"] == task.user_name, profile
        assert profile["ownerId"].isdigit(), profile
        assert isinstance(profile["emails"], list), profile


def refuse_a_wrong_token(task: Task, report: Report) -> None:
    with report.check("login.wrong_token"):
        synapse = synapseclient.Synapse(configPath=task.config, skip_checks=True, silent=True)
        try:
            synapse.login(authToken=task.token[:-2] + "xx", silent=True)
        except (
            synapseclient.core.exceptions.SynapseAuthenticationError,
            synapseclient.core.exceptions.SynapseHTTPError,
        ) as error:
            assert "500" not in str(error), error
        else:
            raise AssertionError("a wrong token was accepted")


def find_the_project(task: Task, report: Report) -> None:
    synapse = task.sign_in()
    with report.check("find.project_by_name"):
        project = synapse.findEntityId(task.project)
        assert project is not None
        assert synapse.get(project).name == task.project
    with report.check("find.project_among_mine"):
        mine = {child["name"]: child for child in synapse.getChildren(None, includeTypes=["project"])}
        assert task.project in mine, sorted(mine)
        assert task.strangers_project not in mine, sorted(mine)
    with report.check("find.nothing"):
        assert synapse.findEntityId("There is no project of this name") is None
    with report.check("find.folders"):
        parent = project
        for step in task.folder_steps:
            names = {child["name"]: child["id"] for child in synapse.getChildren(parent)}
            assert step in names, f"{step} is not in {sorted(names)}"
            assert synapse.findEntityId(step, parent) == names[step]
            parent = names[step]


if __name__ == "__main__":
    given, told = opened()
    sign_in_by_token(given, told)
    sign_in_by_configuration(given, told)
    refuse_a_wrong_token(given, told)
    find_the_project(given, told)
    told.note(done=True)
