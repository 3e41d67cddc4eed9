"""What may follow on what in a request for comments: the whole state machine. Pure; docs/guide/rfcs.md has it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from theatrum.consortium.rfcs.models import State

# While it is drafted, and once more when what was said is worked in.
WRITABLE: Final = frozenset({State.DRAFT, State.CLOSED})
# What members see.
PUBLIC: Final = frozenset({State.OPEN, State.CLOSED, State.IMPLEMENTED})


class Act(StrEnum):
    """What is done about a request."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    EXTEND = "extend"
    CLOSE = "close"
    REWORK = "rework"
    IMPLEMENT = "implement"


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a state to a state. ``by_administrator``: not for its owner alone."""

    act: Act
    start: State
    end: State
    by_administrator: bool = False
    needs_reason: bool = False
    needs_end: bool = False


MOVES: Final = {
    move.act: move
    for move in (
        Move(Act.SUBMIT, State.DRAFT, State.DCC_REVIEW),
        Move(Act.RETURN, State.DCC_REVIEW, State.DRAFT, by_administrator=True, needs_reason=True),
        Move(Act.APPROVE, State.DCC_REVIEW, State.OPEN, by_administrator=True, needs_end=True),
        Move(Act.EXTEND, State.OPEN, State.OPEN, needs_end=True),
        # Before its time; at its time a job does it.
        Move(Act.CLOSE, State.OPEN, State.CLOSED, by_administrator=True, needs_reason=True),
        Move(Act.REWORK, State.CLOSED, State.DRAFT, needs_reason=True),
        Move(Act.IMPLEMENT, State.CLOSED, State.IMPLEMENTED, by_administrator=True),
    )
}


def moves_from(state: State, *, is_administrator: bool) -> list[Move]:
    """Return what somebody who leads a request may do about it, in the order in which it is usually done."""
    found = [move for move in MOVES.values() if move.start is state]
    return [move for move in found if is_administrator or not move.by_administrator]
