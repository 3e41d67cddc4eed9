"""How screening is told on pages: states, classes and places in words, never anything that was found."""

from dataclasses import dataclass

from theatrum.checks.formats.beside import LABELS, PHOTOS
from theatrum.consortium.screening.models import FoundPlace, IncidentState, Screening, State
from theatrum.doors.web.pages.entities.shown import Badge

STATES = {
    State.WAITING: Badge("pending", "Waits for screening"),
    State.RUNNING: Badge("pending", "Being screened"),
    State.CLEAR: Badge("valid", "Screened, clear"),
    State.HELD: Badge("pending", "Held for review"),
    State.UNREADABLE: Badge("pending", "Held: it could not be read"),
    State.BLOCKED: Badge("invalid", "Locked"),
    State.REJECTED: Badge("invalid", "Rejected"),
    State.ALLOWED: Badge("valid", "Reviewed, allowed"),
}
STEPS = {
    IncidentState.DETECTED: "Detected",
    IncidentState.LOCKED: "Locked",
    IncidentState.NOTIFIED: "Told",
    IncidentState.PURGED: "Content deleted",
    IncidentState.RESUBMISSION_REQUESTED: "New file asked for",
    IncidentState.RESUBMITTED: "New file came",
    IncidentState.REVALIDATED: "New file is clear",
    IncidentState.CLOSED: "Closed",
    IncidentState.FALSE_ALARM: "False alarm",
}


def badge(screening: Screening) -> Badge:
    """Return the badge of a screening."""
    if screening.purged_on is not None:
        return Badge("invalid", "Content deleted")
    return STATES[State(screening.state)]


def class_of(code: str) -> str:
    """Return how people call a class: ``privacy.medical_record`` is a medical record."""
    return code.partition(".")[2].replace("_", " ")


def place_of(place: FoundPlace) -> str:
    """Return where something stands, as far as it is known: a tag, or row and column of a sheet."""
    parts = [place.sheet and f"sheet {place.sheet}", place.row is not None and f"row {place.row:,}", place.column]
    return place.place or ", ".join(part for part in parts if part) or "the file"


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as pages tell it: its class and where it is in words, beside the row."""

    kind: str
    where: str
    found: FoundPlace


def shown(place: FoundPlace) -> Shown:
    """Return a place as pages tell it."""
    return Shown(class_of(place.code), place_of(place), place)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture that a reviewer has to see: its number among the file's, and its size in pixels."""

    number: int
    kind: str
    width: int
    height: int


def pictures_of(screening: Screening) -> list[ShownPicture]:
    """Return the pictures of a file that may show who somebody is; the others are small copies of the data."""
    return [
        ShownPicture(number, kind, width, height)
        for number, (kind, _, _, width, height) in enumerate(screening.pictures)
        if kind in LABELS | PHOTOS
    ]
