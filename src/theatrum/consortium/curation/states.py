"""What may be done about a task, where it is, and by whom. Pure; docs/guide/tasks.md has it as a table."""

from dataclasses import dataclass
from typing import Final

from theatrum.consortium.curation.models import State, StepKind

_OPEN = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.EXECUTING})
ENDED = frozenset({State.COMPLETED, State.CANCELED})


@dataclass(frozen=True, slots=True)
class Move:
    """One way from states to a state. ``by_reviewer``: only for who may change the project."""

    kind: StepKind
    starts: frozenset[State]
    end: State
    by_reviewer: bool = False
    needs_reason: bool = False


MOVES: Final = {
    move.kind: move
    for move in (
        Move(StepKind.STARTED, frozenset({State.NOT_STARTED}), State.IN_PROGRESS),
        Move(StepKind.SUBMITTED, _OPEN, State.IN_REVIEW),
        Move(StepKind.WITHDRAWN, frozenset({State.IN_REVIEW}), State.IN_PROGRESS),
        Move(
            StepKind.RETURNED,
            frozenset({State.IN_REVIEW, State.COMPLETED}),
            State.IN_PROGRESS,
            by_reviewer=True,
            needs_reason=True,
        ),
        Move(StepKind.APPROVED, frozenset({State.IN_REVIEW}), State.COMPLETED, by_reviewer=True),
        Move(StepKind.CANCELED, frozenset(State) - ENDED, State.CANCELED, by_reviewer=True),
        Move(StepKind.REOPENED, ENDED, State.IN_PROGRESS, by_reviewer=True),
    )
}


def moves_from(state: State, *, is_reviewer: bool) -> list[Move]:
    """Return what somebody who works on a task may do where it is, in the order in which it is usually done."""
    return [move for move in MOVES.values() if state in move.starts and (is_reviewer or not move.by_reviewer)]
