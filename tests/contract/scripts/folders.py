"""Where the scripts put things."""

from typing import Any

from tests.contract.scripts.task import Task


def ingest_folder(synapse: Any, task: Task) -> str:
    """Return the id of the folder that the task names, found by names as a user does."""
    found = synapse.findEntityId(task.project)
    for step in task.folder_steps:
        found = synapse.findEntityId(step, found)
    assert found is not None, f"{task.project}/{task.folder} was not found"
    return str(found)
