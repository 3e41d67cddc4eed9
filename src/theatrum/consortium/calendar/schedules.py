"""The days of a release cycle: as the DCC set them here, else as the profile says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date

from theatrum.consortium.calendar.models import Schedule
from theatrum.consortium.profile.queries import in_force


@dataclass(frozen=True)
class ReleaseDates:
    """The days of one release; None is not set yet. Data may come until the end of the deadline's day."""

    opens: date | None = None
    deadline: date | None = None
    inclusion_review: date | None = None
    quality_control: date | None = None
    publication: date | None = None


DAYS = tuple(field.name for field in fields(ReleaseDates))


def dates_of(release: int) -> ReleaseDates:
    """Return the days of a release; all None where nobody has set any."""
    return dates_of_many([release])[release]


def dates_of_many(releases: Collection[int]) -> Mapping[int, ReleaseDates]:
    """Return the days of some releases, in one query for all."""
    stored = Schedule.objects.in_bulk(list(releases))
    planned = in_force().calendar.by_release
    return {
        number: _read(stored[number] if number in stored else planned.get(number, ReleaseDates()))
        for number in releases
    }


def _read(source: object) -> ReleaseDates:
    return ReleaseDates(**{name: getattr(source, name) for name in DAYS})
