"""What a workspace stands on, by the kind of its source: who judges its rows, where rows that are files come from."""

from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.authorization import FOLDERS
from theatrum.repository.grids.file_sources import FileSource
from theatrum.repository.grids.folders.judging import folder_judge
from theatrum.repository.grids.folders.source import FolderSource
from theatrum.repository.grids.judging import Judge
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.noticing import NoticingJudge
from theatrum.repository.grids.record_judging import record_judge
from theatrum.repository.grids.view_judging import view_judge
from theatrum.repository.grids.view_source import ViewSource


def judge_of(workspace: Workspace) -> Judge:
    """Return who judges the rows of a workspace: the schema of its record set, or that of each file.

    What may identify a person is told with it, whatever stands there.
    """
    return NoticingJudge(workspace, _judge_of(workspace))


def source_of(workspace: Workspace) -> FileSource:
    """Return what stands behind a workspace whose rows are files."""
    return FolderSource(workspace) if workspace.source.kind in FOLDERS else ViewSource(workspace)


def _judge_of(workspace: Workspace) -> Judge:
    if workspace.source.kind == Kind.RECORD_SET:
        return record_judge(workspace)
    return folder_judge(workspace) if workspace.source.kind in FOLDERS else view_judge(workspace)
