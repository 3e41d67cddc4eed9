"""What may follow on what in an incident: the whole state machine, of requirements 2.5.

Detected, then at once locked, then those concerned are told; the content is deleted, a new file is asked for, comes,
is screened and found clear; somebody closes it. Or it was a false alarm.
"""

from collections.abc import Mapping

from theatrum.consortium.screening.errors import IncidentIsElsewhere
from theatrum.consortium.screening.models import IncidentState

FINAL = frozenset({IncidentState.CLOSED, IncidentState.FALSE_ALARM})

FOLLOWING: Mapping[IncidentState, frozenset[IncidentState]] = {
    IncidentState.DETECTED: frozenset({IncidentState.LOCKED}),
    IncidentState.LOCKED: frozenset({IncidentState.NOTIFIED, IncidentState.PURGED, IncidentState.FALSE_ALARM}),
    IncidentState.NOTIFIED: frozenset({IncidentState.PURGED, IncidentState.FALSE_ALARM}),
    IncidentState.PURGED: frozenset({IncidentState.RESUBMISSION_REQUESTED, IncidentState.CLOSED}),
    IncidentState.RESUBMISSION_REQUESTED: frozenset({IncidentState.RESUBMITTED, IncidentState.CLOSED}),
    # What came instead may be found wanting itself: then another file is waited for.
    IncidentState.RESUBMITTED: frozenset(
        {IncidentState.REVALIDATED, IncidentState.RESUBMISSION_REQUESTED, IncidentState.CLOSED}
    ),
    IncidentState.REVALIDATED: frozenset({IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset(),
    IncidentState.FALSE_ALARM: frozenset(),
}


def require_step(incident_id: int, now: IncidentState, then: IncidentState) -> None:
    """Return quietly if an incident may become that. Raises IncidentIsElsewhere."""
    if then not in FOLLOWING[now]:
        raise IncidentIsElsewhere(id=incident_id, now=now.value, then=then.value)
