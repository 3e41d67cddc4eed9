"""What may follow on what in a ticket: the whole state machine. Pure; docs/guide/help.md has it as a table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from theatrum.consortium.helpdesk.models import State

OPEN_ONES: Final = frozenset({State.NEW, State.OPEN, State.WAITING, State.REOPENED})
ENDED: Final = frozenset({State.SOLVED, State.CLOSED})

# What people call them.
NAMES: Final = {
    State.NEW: "New",
    State.OPEN: "In work",
    State.WAITING: "Waits for who asked",
    State.SOLVED: "Solved",
    State.CLOSED: "Closed",
    State.REOPENED: "Reopened",
}


class Act(StrEnum):
    """What is done about a ticket that changes where it is."""

    TAKE = "take"
    ASK = "ask"
    ANSWER = "answer"
    SOLVE = "solve"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """One way from states to a state. ``by_desk``: only for who works on the queue."""

    act: Act
    starts: frozenset[State]
    end: State
    by_desk: bool = False


MOVES: Final = {
    move.act: move
    for move in (
        # Somebody of the desk begins with it, or goes on without waiting for an answer.
        Move(Act.TAKE, frozenset({State.NEW, State.WAITING, State.REOPENED}), State.OPEN, by_desk=True),
        # The desk wants something of the person.
        Move(Act.ASK, frozenset({State.NEW, State.OPEN, State.REOPENED}), State.WAITING, by_desk=True),
        # The person says something when the desk waits for it.
        Move(Act.ANSWER, frozenset({State.WAITING}), State.OPEN),
        Move(Act.SOLVE, OPEN_ONES, State.SOLVED),
        Move(Act.CLOSE, OPEN_ONES | {State.SOLVED}, State.CLOSED, by_desk=True),
        Move(Act.REOPEN, ENDED, State.REOPENED),
    )
}


def moves_from(state: State, *, is_desk: bool) -> list[Move]:
    """Return what somebody may do about a ticket by a button, in the order in which it is usually done."""
    buttons = [move for move in MOVES.values() if move.act is not Act.ANSWER]
    return [move for move in buttons if state in move.starts and (is_desk or not move.by_desk)]


def after_word(state: State, *, is_desk: bool) -> Act | None:
    """Return what a word of somebody does to a ticket by itself, None where it stays where it is."""
    if state in ENDED:
        # A word of thanks from the desk opens nothing again.
        return None if is_desk else Act.REOPEN
    if is_desk:
        return Act.TAKE if state in {State.NEW, State.REOPENED} else None
    return Act.ANSWER if state is State.WAITING else None
