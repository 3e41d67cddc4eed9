"""Screening as the command line asks for it, as the principal "operator". Imported when Django is ready."""

from collections.abc import Collection
from typing import TypedDict

from theatrum.consortium.screening import incidents, reviewing, reviews
from theatrum.consortium.screening.hiding import weigh_names
from theatrum.consortium.screening.incident_states import FINAL
from theatrum.consortium.screening.reviews import Wanted
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.clock import wire_time
from theatrum.repository.accounts.principals import OPERATOR


class Place(TypedDict):
    """Where something stands in a file: its class, the place, and the shape where it is one of a header."""

    code: str
    place: str
    shape: str


class File(TypedDict):
    """A file that waits for a reviewer."""

    handle: int
    center: str
    component: str
    state: str
    since: str
    places: list[Place]


class OpenIncident(TypedDict):
    """An incident that has not ended."""

    id: int
    center: str
    state: str
    classes: str
    since: str


def waiting(center: str, *, most: int) -> list[File]:
    """Return the files that wait for a reviewer, oldest first."""
    found = list(reviews.waiting(OPERATOR, Wanted(center=center))[:most])
    return [
        File(
            handle=one.screening.pk,
            center=one.screening.center,
            component=one.screening.component,
            state=one.screening.state,
            since=wire_time(one.screening.since),
            places=[Place(code=row.code, place=row.place or row.column, shape=row.shape) for row in one.places],
        )
        for one in reviews.held(found)
    ]


def open_incidents(center: str, *, most: int) -> list[OpenIncident]:
    """Return incidents that have not ended, the newest first."""
    found = reviews.incidents_for(OPERATOR).exclude(state__in=FINAL)
    found = found.filter(center=center) if center else found
    return [
        OpenIncident(
            id=one.pk,
            center=one.center,
            state=one.state,
            classes=", ".join(one.classes),
            since=wire_time(one.opened_on),
        )
        for one in found[:most]
    ]


def allow(handles: Collection[int], reason: str) -> str:
    """Open files; returns the batch. Raises as ``reviewing.allow_files``."""
    with writing():
        return reviewing.allow_files(actor=OPERATOR, handle_ids=handles, reason=reason)


def reject(handles: Collection[int], reason: str) -> str:
    """Shut files; returns the batch. Raises as ``reviewing.reject_files``."""
    weighed = weigh_names(handles)
    with writing():
        return reviewing.reject_files(actor=OPERATOR, handle_ids=handles, reason=reason, weighed=weighed)


def purge(incident_id: int) -> str:
    """Have the content of an incident deleted; returns the job. Raises as ``incidents.request_purge``."""
    with writing():
        return incidents.request_purge(actor=OPERATOR, incident_id=incident_id)


def rescreen(handles: Collection[int]) -> int:
    """Have files looked at again; returns how many. Raises as ``reviewing.rescreen_files``."""
    with writing():
        return reviewing.rescreen_files(actor=OPERATOR, handle_ids=handles)
