"""What may follow on what in a version of a plan: the whole state machine, and who takes each step.

A version that is acknowledged holds until a later one is: sending a new one closes no gate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from theatrum.consortium.onboarding.plans.errors import PlanIsElsewhere
from theatrum.consortium.onboarding.plans.models import PlanState


class Side(StrEnum):
    """Who takes a step."""

    CENTER = "center"
    LIAISON = "liaison"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Move:
    """A step: where it leads, who takes it, and whether it needs a reason."""

    then: PlanState
    side: Side
    needs_reason: bool = False


MOVES: Mapping[PlanState, tuple[Move, ...]] = {
    PlanState.SUBMITTED: (
        Move(PlanState.ACKNOWLEDGED, Side.LIAISON),
        Move(PlanState.RETURNED, Side.LIAISON, needs_reason=True),
        Move(PlanState.WITHDRAWN, Side.CENTER),
        Move(PlanState.REPLACED, Side.SERVER),
    ),
    PlanState.RETURNED: (Move(PlanState.REPLACED, Side.SERVER),),
    PlanState.ACKNOWLEDGED: (
        # What was overlooked: the gate closes again.
        Move(PlanState.RETURNED, Side.LIAISON, needs_reason=True),
        Move(PlanState.REPLACED, Side.SERVER),
    ),
    PlanState.WITHDRAWN: (),
    PlanState.REPLACED: (),
}


def require_move(number: int, now: PlanState, then: PlanState) -> Move:
    """Return the step that leads there. Raises PlanIsElsewhere."""
    found = next((move for move in MOVES[now] if move.then == then), None)
    if found is None:
        raise PlanIsElsewhere(number=number, now=now.value, then=then.value)
    return found
