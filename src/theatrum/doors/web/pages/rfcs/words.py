"""How requests for comments are told on pages."""

from theatrum.consortium.rfcs.models import State
from theatrum.consortium.rfcs.states import Act
from theatrum.doors.web.pages.entities.shown import Badge

STATES = {
    State.DRAFT: Badge("unknown", "Draft"),
    State.DCC_REVIEW: Badge("pending", "In review at the DCC"),
    State.OPEN: Badge("pending", "Open for comments"),
    State.CLOSED: Badge("unknown", "Closed for comments"),
    State.IMPLEMENTED: Badge("valid", "Implemented"),
}
WAY = (State.DRAFT, State.DCC_REVIEW, State.OPEN, State.CLOSED, State.IMPLEMENTED)
BUTTONS = {
    Act.SUBMIT: "Submit for review",
    Act.RETURN: "Return to its owner",
    Act.APPROVE: "Approve and open for comments",
    Act.EXTEND: "Set another last day",
    Act.CLOSE: "Close before its time",
    Act.REWORK: "Draft it anew",
    Act.IMPLEMENT: "It is implemented",
}
