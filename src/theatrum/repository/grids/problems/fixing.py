"""Mending all rows of a group: as operations of one act, each row as far as a judge finds it mended."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids import links
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.changes import Change, Draft, Sender, draft_change
from theatrum.repository.grids.editing import part_of, store
from theatrum.repository.grids.live.editing import MOST_ROWS
from theatrum.repository.grids.models import Operation, Workspace
from theatrum.repository.grids.problems.grouping import MOST_FIXES, is_told
from theatrum.repository.grids.problems.mending import identifiers_in
from theatrum.repository.grids.problems.reading import Named, Offered, named_in, offers_in, rows_with_findings
from theatrum.repository.grids.selecting import readings_of
from theatrum.repository.grids.turns import give_way


@dataclass(slots=True)
class Fixed:
    """What was mended: how many rows of each text, by slot; and those that are not mended by what is offered."""

    counts: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    last: Operation | None = None
    left: int = 0


def fix_group(actor: Actor, workspace: Workspace, key: str, *, sender: Sender) -> Fixed:
    """Mend the rows of a group as far as it is known how; one undo takes all of it back. Raises as ``edit``.

    Others come to turn between its operations; a cell that somebody changes meanwhile is left alone.
    """
    done, wanted = Fixed(), iter(_wanted(actor, workspace, key))
    while piece := dict(islice(wanted, MOST_ROWS)):
        give_way()
        draft = draft_change(workspace, _change(piece))
        mended = {number: one for number, one in piece.items() if _is_mended(draft, number, one)}
        done.left += len(piece) - len(mended)
        if not mended:
            continue
        if len(mended) < len(piece):
            draft = draft_change(workspace, _change(mended))
        done.last = store(actor, workspace, draft, sender=sender).operation
        sender = part_of(sender)
        done.counts.update((one.slot, one.before, one.after) for one in mended.values())
    return done


def _wanted(actor: Actor, workspace: Workspace, key: str) -> Iterator[tuple[int, Offered]]:
    slots, readings = workspace.slots, readings_of(workspace)
    # All of them before the first is changed: what is read would change under the reader.
    found, named = list[tuple[int, Offered]](), list[tuple[int, Named]]()
    for row in rows_with_findings(workspace):
        found += [(row.number, one) for one in offers_in(row, slots, readings) if one.key == key]
        named += [(row.number, one) for one in named_in(row, slots) if one.key == key]
    often = Counter(one for _, one in named).most_common(MOST_FIXES)
    meant = links.meant(actor, workspace, {item for one, _ in often for item in identifiers_in(one.text)})
    found += [(number, offered) for number, one in named if (offered := one.offered(meant)) is not None]
    return iter(found)


def _is_mended(draft: Draft, number: int, one: Offered) -> bool:
    """Tell whether a row is as it was read, and rid of what is told of it once it is changed."""
    is_as_read = cell(draft.rows[number].cells, one.slot) == one.before
    return is_as_read and not is_told(draft.verdicts[number], {one.key})


def _change(piece: Mapping[int, Offered]) -> Change:
    return Change(cells={number: {one.slot: one.after} for number, one in piece.items()})
