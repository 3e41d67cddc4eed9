"""Reads ``calendar.yaml``, and holds it against the network."""

from collections.abc import Collection
from itertools import pairwise

from theatrum.checks.profile.calendar_shapes import Calendar
from theatrum.checks.profile.cross_checks import check_known, check_unique
from theatrum.checks.profile.documents import read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.typed import typed

FILE = "calendar.yaml"
_ORDER = ("opens", "deadline", "inclusion_review", "quality_control", "publication")


def read_calendar(folder: ProfileFolder, *, centers: Collection[str]) -> Calendar:
    """Read and cross-check the calendar; an empty one where the profile has no such file. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return Calendar()
    document = read_document(folder, FILE)
    calendar = typed(Calendar, document)
    check_unique(document, ("releases",), (days.release for days in calendar.releases))
    check_unique(document, ("events",), (event.event for event in calendar.events))
    for index, event in enumerate(calendar.events):
        if event.center:
            check_known(document, ("events", index, "center"), event.center, centers)
    for index, days in enumerate(calendar.releases):
        known = [(name, day) for name in _ORDER if (day := getattr(days, name)) is not None]
        for (before, one), (name, day) in pairwise(known):
            if day < one:
                raise document.problem(
                    ("releases", index, name), f"it is before {before}.", "Write the days in the order of the cycle."
                )
    return calendar
