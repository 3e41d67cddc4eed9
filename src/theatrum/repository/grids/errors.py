"""What is true about a refused request on grids. The wire's tests know several of these texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.jsontext import JsonObject


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that may not be stored. ``row`` is its number; ``index`` that of a row to be inserted, from 0."""

    row: int | None
    index: int | None
    slot: int
    code: str
    reason: str
    shape: str

    def as_json(self) -> JsonObject:
        """Return it as the wire and jobs have it."""
        return {
            "row": self.row,
            "index": self.index,
            "slot": self.slot,
            "code": self.code,
            "reason": self.reason,
            "shape": self.shape,
        }


class NamesCells(DomainError):
    """A refusal that is about cells: what stands in the others of the change can be sent without them.

    ``cells`` are those that are known; none where the refusal is about something else.
    """

    def __init__(self, *, cells: Sequence[RefusedCell] = (), **facts: object) -> None:
        super().__init__(**facts)
        self.cells = cells


class GridNotFound(DomainError):
    """There is no such session, or it was deleted."""

    code = "grids.not_found"
    kind = Kind.NOT_FOUND
    template = "Grid session not found: {id}"


class GridIsClosed(GridNotFound):
    """The session was closed, and can be had back."""

    code = "grids.closed"
    template = "The grid of {name} was closed. {starter} can open it again until {until}, with every edit in it."


class GridAccessDenied(DomainError):
    """Somebody else's session, and the actor is neither its owner nor an editor of everything in it."""

    code = "grids.access_denied"
    kind = Kind.FORBIDDEN
    template = "You are not authorized to access grid session {id}: {reason}"


class NotYourGrid(DomainError):
    """Only who started a session may delete it."""

    code = "grids.not_yours"
    kind = Kind.FORBIDDEN
    template = "Grid session {id} was started by somebody else: only they may delete it."


class ReplicaNotFound(DomainError):
    """The session has no such replica."""

    code = "grids.replica_not_found"
    kind = Kind.NOT_FOUND
    template = "Grid replica not found: {id} in session {session}."


class NotYourReplica(DomainError):
    """The replica was made by somebody else."""

    code = "grids.not_your_replica"
    kind = Kind.FORBIDDEN
    template = "Replica {id} was made by somebody else: make one of your own in session {session}."


class GridIsInvalid(NamesCells):
    """What is asked of a grid makes no sense, with the reason and what to do."""

    code = "grids.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class ChangeTooLarge(DomainError):
    """One operation has a limit, so that others come to turn."""

    code = "grids.change_too_large"
    kind = Kind.LIMIT
    template = "{count} cells are more than the {limit} of one operation: send them in several, with the same group."


class RowNotFound(NamesCells):
    """The row never was there, or was deleted."""

    code = "grids.row_not_found"
    kind = Kind.NOT_FOUND
    template = "Session {session} has no row {row} (any more): read the rows once more."


class SourceOvertaken(DomainError):
    """The source was changed by others each time that the grid was about to be written to it."""

    code = "grids.source_overtaken"
    kind = Kind.CONFLICT
    template = "{source} was changed by others while it was written. Nothing is lost: synchronize once more."


class GridIsBusy(DomainError):
    """Somebody synchronizes the session at this moment."""

    code = "grids.busy"
    kind = Kind.CONFLICT
    template = "Grid session {id} is being synchronized by somebody: wait until that has ended."


class ActTakenBack(DomainError):
    """Somebody took an act of theirs back while the rest of it was still to be written."""

    code = "grids.act_taken_back"
    kind = Kind.CONFLICT
    template = "This was taken back in another window before all of it was written: the rest was left out."


class TicketNotUsable(DomainError):
    """A ticket for a seat is unknown, used or too old."""

    code = "grids.ticket_not_usable"
    kind = Kind.FORBIDDEN
    template = "The ticket for the grid is used up or too old: ask for another one, or reload the page."


class CellsIdentify(NamesCells):
    """Cells hold what may identify a person, and may not be stored: nothing of the change was.

    ``cells`` are their places, classes and shapes, never their texts.
    """

    code = "grids.identifying"
    kind = Kind.INVALID
    template = "Nothing was stored: what may identify a person stands in {count} of the cells. The first is {first}"
