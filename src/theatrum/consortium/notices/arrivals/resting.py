"""Telling of what came, once it is at rest: so many files arrived, so many of what is there have problems."""

from datetime import timedelta

from theatrum.consortium.events.actions import publish
from theatrum.consortium.exceptions.counting import except_counts
from theatrum.consortium.notices.arrivals.models import Arriving
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import entity_id
from theatrum.repository.accounts.principals import OPERATOR, OPERATOR_ID
from theatrum.repository.entities.models import Node, Validation, Verdict
from theatrum.repository.entities.queries.overview import counts_of
from theatrum.repository.records.queries import counts_of as row_counts_of

REST = "arrivals.rest"
# So long nothing comes any more: who uploads for days pauses shorter.
QUIET = timedelta(minutes=10)
# So long a verdict is waited for; it is told without one then.
PATIENCE = timedelta(hours=2)
_MOST = 200


def look_after() -> None:
    """Want those places told of that are at rest."""
    resting = Arriving.objects.filter(is_waiting=True, last_on__lt=clock.now() - QUIET)
    numbers = list(resting.order_by("last_on").values_list("pk", flat=True)[:_MOST])
    if numbers:
        with writing():
            for number in numbers:
                outbox.later(REST, key=str(number), node_id=number)


def rest(*, node_id: int) -> bool:
    """Tell of one place, if it is at rest; tells whether it was told. Opens its own transaction."""
    found = Arriving.objects.filter(pk=node_id, is_waiting=True).first()
    if found is None or found.last_on > clock.now() - QUIET:
        return False
    node = Node.objects.filter(pk=node_id, trash_root=None).select_related("current").first()
    total, invalid, is_judged = (0, 0, True) if node is None else _counts(found, node)
    if not is_judged and found.last_on > clock.now() - PATIENCE:
        return False
    with writing():
        mine = Arriving.objects.select_for_update().filter(pk=node_id, is_waiting=True, last_on=found.last_on).first()
        if mine is None:
            return False
        if node is not None:
            _tell(mine, total=total, invalid=invalid)
        mine.is_waiting, mine.files, mine.people, mine.told_problems = False, 0, [], invalid
        mine.save()
    return True


def _counts(place: Arriving, node: Node) -> tuple[int, int, bool]:
    """Return how many files or rows there are, how many have problems, and whether all were judged."""
    if not place.is_table:
        counts = except_counts(OPERATOR, counts_of(OPERATOR, [node.pk]))[node.pk]
        # Without a schema nobody judges: waiting would be in vain.
        return sum(counts), counts.invalid, not (place.component and counts.unknown)
    verdict = Validation.objects.filter(node=node).values_list("verdict", flat=True).first()
    judged = row_counts_of([node.current_id] if node.current_id else []).get(node.current_id or 0)
    invalid, total = judged or (0, 0)
    return total, invalid, verdict != Verdict.UNKNOWN


def _tell(place: Arriving, *, total: int, invalid: int) -> None:
    about = {
        "center_id": place.center_id,
        "release": place.release,
        "subject_kind": "entity",
        "subject_id": str(place.node_id),
        "people": place.people,
        "link": f"/entities/{entity_id(place.node_id)}",
        "by": OPERATOR_ID,
    }
    what, where = place.component or "files", f"at {place.center_id}, release {place.release}"
    if place.files:
        came = "1 file has arrived" if place.files == 1 else f"{place.files} files have arrived"
        publish(
            topic="upload_complete",
            title=f"{what}: {came} {where}" if place.component else f"{came} {where}",
            text=f"None came for {int(QUIET.total_seconds() / 60)} minutes. There are {total} now.",
            **about,
        )
    if invalid and invalid != place.told_problems:
        unit = "rows" if place.is_table else "files"
        publish(
            topic="validation_results",
            title=f"{what}: {invalid} of {total} {unit} have problems {where}",
            text="Its page says which, and how to mend them.",
            **about,
        )
    elif place.told_problems and not invalid:
        publish(
            topic="validation_results",
            title=f"{what}: no problems any more {where}",
            **about,
        )
