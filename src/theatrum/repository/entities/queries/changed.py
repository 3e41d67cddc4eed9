"""Which files and record sets were changed, or may have become something else: by the audit.

Its events are numbered in the order of commits without a gap, so what was looked at up to one of them was all.
"""

from collections.abc import Iterable, Iterator, Sequence

from theatrum.repository.audit import queries as audit
from theatrum.repository.entities.models import Ancestry, Kind, Node

KINDS = (Kind.FILE, Kind.RECORD_SET)
# After these, another component may hold for all below.
_MOVING = frozenset({"schema_bound", "schema_unbound", "entity_updated", "entity_restored"})
# As many ids as a query of either engine takes with ease.
_BATCH = 5_000


def changed_since(sequence: int, *, until: int) -> list[int]:
    """Return the ids of files and record sets that events after one, up to another one, are about or reach."""
    events = list(audit.subjects_since(sequence, "entity", until=until))
    found: set[int] = set()
    for part in _parts(int(subject) for subject, _ in events):
        found.update(Node.objects.filter(id__in=part, kind__in=KINDS).values_list("id", flat=True))
    for part in _parts({int(subject) for subject, action in events if action in _MOVING} - found):
        below = Ancestry.objects.filter(ancestor_id__in=part, node__kind__in=KINDS)
        found.update(below.values_list("node_id", flat=True))
    return sorted(found)


def _parts(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(set(ids))
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))
