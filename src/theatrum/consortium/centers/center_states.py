"""What may follow on what in the life of a center here: the whole state machine."""

from collections.abc import Mapping

from theatrum.consortium.centers.errors import CenterIsElsewhere
from theatrum.consortium.centers.models import CenterState

# Known by its id; active with a project; suspended at any time, when nothing of it may be written, and then again what
# it was: who had no project yet is known only.
FOLLOWING: Mapping[CenterState, frozenset[CenterState]] = {
    CenterState.REGISTERED: frozenset({CenterState.ACTIVE, CenterState.SUSPENDED}),
    CenterState.ACTIVE: frozenset({CenterState.SUSPENDED}),
    CenterState.SUSPENDED: frozenset({CenterState.REGISTERED, CenterState.ACTIVE}),
}


def require_step(center_id: str, now: CenterState, then: CenterState) -> None:
    """Return quietly if a center may become that. Raises CenterIsElsewhere."""
    if then not in FOLLOWING[now]:
        raise CenterIsElsewhere(id=center_id, now=now.value, then=then.value)
