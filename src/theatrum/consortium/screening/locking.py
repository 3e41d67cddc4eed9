"""Who may read a file while it waits, and after something was found: the answer to ``files.locks``, and two predicates.

``may_download`` and ``may_stage`` are the gate of every door; nobody else decides what a result means for readers.
"""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.people import is_on, is_reviewer, whom_to_ask
from theatrum.consortium.screening.states import LOCKED, OPEN, PENDING, REVIEWED
from theatrum.drivers.db.prepared import Prepared
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.files import locks
from theatrum.repository.files.models import FileHandle

_MOMENT = "%Y-%m-%d %H:%M UTC"


def may_download(actor: Actor, handle: FileHandle) -> bool:
    """Tell whether the bytes of a file, and whatever was made of them, are open to an actor as far as locks go.

    Whether they may read what carries the file is the business of ``access``.
    """
    return not locks.locked(actor, [handle])


def may_stage(node: Node) -> bool:
    """Tell whether an entity may be staged: its file was screened and found clear, or was allowed by a reviewer.

    ``node.current`` is loaded. What has no file needs no screening.
    """
    version = node.current
    if version is None or version.handle_id is None or not is_on():
        return True
    found = Screening.objects.filter(handle_id=version.handle_id, purged_on=None).first()
    return found is not None and State(found.state) in OPEN


def locked(actor: Actor, handles: Collection[FileHandle]) -> Mapping[int, str]:
    """Return which files are shut to an actor, each with the reason. A lock of ``files.locks``."""
    if not is_on():
        return {}
    mine = {handle.pk for handle in handles if handle.created_by == actor.id}
    if len(handles) == 1:
        found = _not_open(number=next(iter(handles)).pk)
    else:
        found = list(closed().filter(handle_id__in=[handle.pk for handle in handles]))
    shut = [one for one in found if _is_shut(one, is_own=one.pk in mine)]
    if shut and is_reviewer(actor):
        shut = [one for one in shut if one.purged_on is not None]
    return {one.pk: reason_for(one) for one in shut}


def closed() -> QuerySet[Screening]:
    """Return what is not open to everybody who may read the entity."""
    return Screening.objects.exclude(state__in=sorted(OPEN), purged_on=None)


# Asked by every download and every edit of a grid.
_not_open = Prepared(lambda number: closed().filter(handle_id=number), number=int)


def _is_shut(found: Screening, *, is_own: bool) -> bool:
    state = State(found.state)
    if found.purged_on is not None or state in LOCKED:
        return True
    return not is_own and not (state in PENDING and found.is_open_meanwhile)


def reason_for(found: Screening) -> str:
    """Return why a file is shut to others, since when, and whom to ask: a sentence or two."""
    since, state, asked = f"{found.since:{_MOMENT}}", State(found.state), whom_to_ask()
    if found.purged_on is not None:
        purged = f"{found.purged_on:{_MOMENT}}"
        return f"Its content was deleted on {purged}, as it may have identified a person. Upload a clean file."
    if state in PENDING:
        return (
            f"It waits to be screened for what may identify a person since {found.arrived_on:{_MOMENT}}; "
            "until then only who uploaded it may read it."
        )
    if state in REVIEWED:
        return f"A reviewer has to look at it first, since {since}; until then only who uploaded it may. Ask: {asked}."
    if state is State.REJECTED:
        return f"A reviewer has rejected it on {since}. Ask: {asked}."
    return f"It may identify a person, and is locked since {since}. Ask: {asked}."
