"""What the page of a file says of its screening: nothing while it is open to everybody who may read it."""

from collections.abc import Collection

from theatrum.consortium.screening import reviews
from theatrum.consortium.screening.hiding import names_for
from theatrum.consortium.screening.locking import closed, may_download
from theatrum.consortium.screening.models import Decision, Screening, Verb
from theatrum.consortium.screening.people import is_on, is_reviewer
from theatrum.consortium.screening.states import OPEN, PENDING
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.doors.web.pages.privacy.words import badge, shown
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node, Version

_SHOWN = 12


def about(actor: Actor, version: Version, permissions: Collection[str]) -> dict[str, object] | None:
    """Return what to show of a version's file to who may read its entity. Places are for those who can mend it."""
    if version.handle_id is None or not is_on():
        return None
    found = reviews.screening_of(version.handle_id)
    if found is None or (found.state in OPEN and found.purged_on is None):
        return None
    may_mend, reviews_it = "UPDATE" in permissions, is_reviewer(actor)
    places = reviews.places_of([found]).get(found.pk, []) if may_mend or reviews_it else []
    return {
        "badge": badge(found),
        "file": found,
        "percent": _percent(found),
        "note": f"{_percent(found)} %",
        "places": [shown(one) for one in places[:_SHOWN]],
        "more": max(0, len(places) - _SHOWN),
        # What it is called on this page is not what it was called, for who may know that.
        "names": names_for(actor, found),
        "incident": reviews.incidents_for(actor).filter(files__handle_id=found.pk).first(),
        # Words of a reviewer are for the center.
        "reason": _reason(found) if may_mend or reviews_it else "",
        # No button leads to where it is refused.
        "is_shut": version.handle is not None and not may_download(actor, version.handle),
        "may_mend": may_mend,
        "is_reviewer": reviews_it,
    }


def badges(rows: Collection[Node]) -> dict[int, Badge]:
    """Return how the files of entities stand, by entity, of those that are not open to all; one query for all."""
    handles = {row.id: row.current.handle_id for row in rows if row.current and row.current.handle_id}
    if not handles or not is_on():
        return {}
    shut = closed().filter(pk__in=handles.values())
    found = {one.pk: badge(one) for one in shut.only("pk", "state", "purged_on")}
    return {node_id: found[number] for node_id, number in handles.items() if number in found}


def _percent(found: Screening) -> int:
    return min(99, found.done * 100 // found.total) if found.state in PENDING and found.total else 0


def _reason(found: Screening) -> str:
    decision = Decision.objects.filter(screening=found, verb=Verb.REJECT, undone_on=None).order_by("-at").first()
    return decision.reason if decision else ""
