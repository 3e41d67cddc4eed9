"""How tickets are told on pages."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from theatrum.consortium.helpdesk.models import State, Ticket
from theatrum.consortium.helpdesk.queues import name_of
from theatrum.consortium.helpdesk.states import NAMES, Act
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.repository.accounts import queries as accounts

_SIGNS = {State.WAITING: "unknown", State.SOLVED: "valid", State.CLOSED: "valid"}
STATES = {state: Badge(_SIGNS.get(state, "pending"), name) for state, name in NAMES.items()}
BUTTONS = {
    Act.TAKE: "Work on it",
    Act.ASK: "Wait for the person",
    Act.SOLVE: "Mark as solved",
    Act.CLOSE: "Close",
    Act.REOPEN: "Open again",
}


@dataclass(frozen=True)
class Line:
    """A ticket as a list shows it."""

    ticket: Ticket
    queue: str
    state: Badge
    reporter: str
    assignee: str


def lines(found: Iterable[Ticket]) -> list[Line]:
    """Return tickets as a list shows them, in one query for all names."""
    some = list(found)
    names = accounts.names(_people(some))
    return [
        Line(
            ticket=one,
            queue=name_of(one.queue),
            state=STATES[State(one.state)],
            reporter=names.get(one.reporter_id or 0, "") or one.contact,
            assignee=names.get(one.assignee_id or 0, ""),
        )
        for one in some
    ]


def _people(some: Collection[Ticket]) -> set[int]:
    return {number for one in some for number in (one.reporter_id, one.assignee_id) if number is not None}
