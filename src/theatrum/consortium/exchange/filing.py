"""Which file each row of a table is, in a grid of files.

A row that is no file of the grid is refused, and so is one that may be several: files are made by uploading them.
"""

from collections.abc import Sequence

from theatrum.consortium.curation.prefilling.matching import match_files, names_files
from theatrum.consortium.exchange.incoming import Incoming
from theatrum.consortium.exchange.whose import Owner, Whose
from theatrum.repository.grids.models import Workspace


def seek_files(workspace: Workspace, incoming: Incoming, *, slots: Sequence[int | None], whose: Whose) -> None:
    """Say of each line that has no row yet which file it is, as ``match_files`` knows files."""
    names = [
        header if slot is None else str(workspace.column_names[slot])
        for header, slot in zip(incoming.columns, slots, strict=True)
    ]
    places = [index for index, name in enumerate(names) if names_files(name, workspace)]
    lines, rows = [], []
    for line in incoming.lines():
        if line.number not in whose.owners:
            lines.append(line.number)
            rows.append({names[index]: line.texts[index] for index in places})
    found = match_files(workspace, rows)
    for index, match in found.matched.items():
        is_met = whose.is_met(match.number)
        refused = Owner(refused="Another row is about the same file.")
        whose.take(lines[index], refused if is_met else Owner(match.number))
    for one in (*found.unmatched, *found.ambiguous):
        reason = one.reason if one.same_as is None else f"Row {lines[one.same_as]:,} is about the same file."
        whose.take(lines[one.index], Owner(refused=reason))
