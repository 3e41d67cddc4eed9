"""What comes and goes among the identifiers that are stored, while rows of open workspaces wait for it."""

from collections.abc import Collection, Sequence

from theatrum.consortium.linking.models import Arrival, Mention, Role
from theatrum.consortium.linking.settling import settle
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.repository.grids.models import Workspace

ARRIVED = "linking.arrived"
_PIECE = 900
_AT_ONCE = 500


def note_moved(identifiers: Collection[str]) -> None:
    """Note which identifiers came or went that open workspaces mention; in the transaction that stores them."""
    ordered, waiting = sorted(identifiers), list[Arrival]()
    for start in range(0, len(ordered), _PIECE):
        found = Mention.objects.filter(
            text__in=ordered[start : start + _PIECE],
            role__in=(Role.NAMES, Role.GIVES),
            workspace__deleted_on=None,
        )
        pairs = found.order_by().values_list("workspace_id", "text").distinct()
        waiting += [Arrival(workspace_id=workspace, text=text) for workspace, text in pairs]
    if waiting:
        Arrival.objects.bulk_create(waiting, batch_size=_PIECE, ignore_conflicts=True)
        outbox.later(ARRIVED, key="all")


def settle_arrivals() -> int:
    """Judge the rows of open workspaces that mention what came or went; returns of how many another is said now."""
    changed = 0
    while some := list(Arrival.objects.order_by("workspace_id", "id")[:_AT_ONCE]):
        first = some[0].workspace_id
        mine = [one for one in some if one.workspace_id == first]
        workspace = Workspace.objects.select_related("source__current").filter(id=first, deleted_on=None).first()
        if workspace is not None:
            changed += settle(workspace, _mentioning(workspace, [one.text for one in mine]))
        with writing():
            Arrival.objects.filter(id__in=[one.id for one in mine]).delete()
    return changed


def _mentioning(workspace: Workspace, texts: Sequence[str]) -> set[int]:
    found = Mention.objects.filter(workspace=workspace, text__in=texts, role__in=(Role.NAMES, Role.GIVES))
    return set(found.values_list("number", flat=True))
