"""The verdict on the rows of a folder: each file, with the annotations that it would have, by its own schema."""

from collections.abc import Mapping

from theatrum.repository.entities.policy import Annotations
from theatrum.repository.grids.folders.annotations import changed
from theatrum.repository.grids.folders.columns import fields_of, readings_of
from theatrum.repository.grids.judging import Judge
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.view_judging import FilesJudge


def folder_judge(workspace: Workspace) -> Judge:
    """Return the judge of the rows of a folder."""
    names = writable_names(workspace)
    readings = readings_of(workspace.digest)

    def annotated(present: Annotations, cells: Mapping[int, str | None]) -> Annotations:
        return changed(present, {names[slot]: text for slot, text in cells.items() if slot in names}, readings)

    return FilesJudge(annotated)


def writable_names(workspace: Workspace) -> dict[int, str]:
    """Return the annotations that have a column, by slot."""
    fields = fields_of(workspace)
    return {slot: name for name, slot in workspace.slots.items() if slot not in fields}
