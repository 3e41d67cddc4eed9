"""What a workspace stands on, by the kind of its source: who judges its rows."""

from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.judging import Judge, record_judge
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.view_judging import view_judge


def judge_of(workspace: Workspace) -> Judge:
    """Return who judges the rows of a workspace: the schema of its record set, or that of each file."""
    if workspace.source.kind == Kind.RECORD_SET:
        return record_judge(workspace)
    return view_judge(workspace)
