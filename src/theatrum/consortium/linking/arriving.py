"""What comes and goes among the identifiers that are stored, while rows of open workspaces wait for it."""

from collections.abc import Collection, Mapping, Sequence

from theatrum.consortium.linking.models import Arrival, Mention, Role
from theatrum.consortium.linking.settling import settle
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.repository.grids.models import Workspace

ARRIVED = "linking.arrived"
_PIECE = 900
_AT_ONCE = 500


def note_moved(moved: Mapping[int, Collection[str]]) -> None:
    """Note which identifiers came or went that open workspaces mention; in the transaction that stores them.

    They are given by the entity that names them: a workspace over this one has rows of its own for it.
    """
    # A closed workspace counts as long as it has rows: it may be opened again.
    known = Workspace.objects.filter(source_id__in=list(moved))
    sources = set(known.values_list("source_id", flat=True))
    others = frozenset[str]().union(*(moved[node] for node in moved.keys() - sources))
    found = _mentioned(others, but=None)
    for node in sources:
        found |= _mentioned(moved[node], but=node)
    _keep([Arrival(workspace_id=workspace, text=text) for workspace, text in sorted(found)])


def _mentioned(identifiers: Collection[str], *, but: int | None) -> set[tuple[int, str]]:
    """Return which open workspaces mention which identifiers, those over one entity aside."""
    ordered, found = sorted(identifiers), set[tuple[int, str]]()
    for start in range(0, len(ordered), _PIECE):
        mentions = Mention.objects.filter(
            text__in=ordered[start : start + _PIECE],
            role__in=(Role.NAMES, Role.GIVES),
        )
        pairs = mentions.exclude(workspace__source_id=but) if but is not None else mentions
        found.update(pairs.order_by().values_list("workspace_id", "text").distinct())
    return found


def judge_later(workspace: Workspace, texts: Collection[str]) -> None:
    """Have all rows of a workspace judged once more that have to do with some texts; inside a transaction."""
    _keep([Arrival(workspace=workspace, text=text) for text in sorted(texts)])


def _keep(arrivals: list[Arrival]) -> None:
    if arrivals:
        Arrival.objects.bulk_create(arrivals, batch_size=_PIECE)
        outbox.later(ARRIVED, key="all")


def settle_arrivals() -> int:
    """Judge the rows of open workspaces that mention what came or went; returns of how many another is said now."""
    changed = 0
    while some := list(Arrival.objects.order_by("workspace_id", "id")[:_AT_ONCE]):
        first = some[0].workspace_id
        mine = [one for one in some if one.workspace_id == first]
        workspace = Workspace.objects.select_related("source__current").filter(id=first).first()
        if workspace is not None:
            changed += settle(workspace, _mentioning(workspace, [one.text for one in mine]))
        with writing():
            Arrival.objects.filter(id__in=[one.id for one in mine]).delete()
    return changed


def _mentioning(workspace: Workspace, texts: Sequence[str]) -> set[int]:
    found = Mention.objects.filter(workspace=workspace, text__in=texts)
    return set(found.values_list("number", flat=True))
