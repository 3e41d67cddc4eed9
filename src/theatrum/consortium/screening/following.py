"""Following what becomes of files: an annotation, a name, a folder or a schema may change what they are judged as.

The audit tells what was changed, whose events are numbered in the order of commits without a gap.
"""

from collections.abc import Sequence

from theatrum.consortium.screening.hiding import hide_apart
from theatrum.consortium.screening.models import Round, Screening
from theatrum.consortium.screening.starting import look_again
from theatrum.consortium.screening.states import OPEN, REVIEWED, SHUT
from theatrum.consortium.screening.subjects import subjects_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.audit import queries as audit
from theatrum.repository.entities.models import Version
from theatrum.repository.entities.queries.changed import changed_since
from theatrum.repository.files.models import FileHandle

FOLLOW = "screening.follow"
_ROUND = 1
_BATCH = 500


def is_behind() -> bool:
    """Tell whether entities were changed since they were looked through last."""
    since, until = _since(), audit.last_sequence()
    return until > since and audit.subjects_since(since, "entity", until=until).exists()


def catch_up() -> int:
    """Have files looked at again that are judged as something else by now; returns how many."""
    since, until = _since(), audit.last_sequence()
    count, ids = 0, changed_since(since, until=until)
    for start in range(0, len(ids), _BATCH):
        count += _want_changed(ids[start : start + _BATCH])
    with writing():
        Round.objects.get_or_create(pk=_ROUND)
        Round.objects.filter(pk=_ROUND, sequence__lt=until).update(sequence=until)
    return count


def _want_changed(node_ids: Sequence[int]) -> int:
    carried = Version.objects.filter(node_id__in=node_ids, node__current_id__isnull=False).values("handle_id")
    judged = Screening.objects.filter(pk__in=carried, state__in=[*OPEN, *REVIEWED], purged_on=None).exclude(subject="")
    known = dict(judged.values_list("pk", "subject"))
    handles = list(FileHandle.objects.filter(pk__in=known))
    changed = [one.handle for one in subjects_of(handles).values() if one.fingerprint != known[one.handle.pk]]
    if changed:
        with writing():
            look_again(Screening.objects.filter(pk__in=[handle.pk for handle in changed]))
    _hide_names(node_ids)
    return len(changed)


def _hide_names(node_ids: Sequence[int]) -> None:
    """Hide what shut files are called by now: nobody looks at locked ones again."""
    carried = Version.objects.filter(node_id__in=node_ids).values("handle_id")
    shut = Screening.objects.filter(pk__in=carried, state__in=SHUT, purged_on=None)
    hide_apart(list(shut.values_list("pk", flat=True)))


def _since() -> int:
    return Round.objects.filter(pk=_ROUND).values_list("sequence", flat=True).first() or 0
