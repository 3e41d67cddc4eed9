"""What seats are told of the read-only columns of a grid over a folder."""

from collections.abc import Mapping
from dataclasses import replace

from theatrum.repository.grids.authorization import FOLDERS
from theatrum.repository.grids.folders.columns import fields_of
from theatrum.repository.grids.live.columns import ColumnFacts
from theatrum.repository.grids.models import Workspace


def field_facts(workspace: Workspace, columns: Mapping[str, ColumnFacts]) -> Mapping[str, ColumnFacts]:
    """Return the columns that show what a file is: nobody writes into them."""
    if workspace.source.kind not in FOLDERS:
        return {}
    return {
        field.name: replace(
            columns[field.name],
            title=field.title,
            help=field.help,
            example=field.example,
            is_read_only=True,
            choices=None,
        )
        for field in fields_of(workspace).values()
        if field.name in columns
    }
