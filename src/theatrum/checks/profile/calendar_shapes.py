"""The calendar as a profile writes it: days of releases, and what takes place."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from theatrum.checks.profile.shape import TUPLE, Key, Shape, Text

T = TypeVar("T")


def _written(read: Callable[[str], T], example: str) -> BeforeValidator:
    def parse(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return read(value)
        except ValueError as error:
            raise ValueError(f"write it as {example}") from error

    return BeforeValidator(parse)


def _known_zone(name: str) -> str:
    # Windows has no list of zones of its own: where there is none, the server looks.
    if not _is_zone(name) and (_is_zone("UTC") or ".." in name):
        raise ValueError("write a time zone such as America/New_York")
    return name


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


Day = Annotated[date, _written(date.fromisoformat, "2026-12-31")]
# Without a zone of its own: it is the calendar's.
Moment = Annotated[datetime, _written(datetime.fromisoformat, "2026-12-31T14:00")]


class ReleaseDays(Shape):
    """The days of one release, in the order of the cycle."""

    release: Annotated[int, Field(ge=1)]
    opens: Day | None = None
    deadline: Day | None = None
    inclusion_review: Day | None = None
    quality_control: Day | None = None
    publication: Day | None = None


class PlannedEvent(Shape):
    """Something that takes place, from ``start`` to ``end`` in the calendar's time zone; ``center`` is whom it is for.

    Without a center it is for everybody.
    """

    event: Key
    title: Text
    start: Moment
    end: Moment
    place: str = ""
    link: str = ""
    about: str = ""
    center: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "PlannedEvent":
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("its times are in the calendar's time zone: leave the offset out")
        if self.end < self.start:
            raise ValueError("it ends before it starts")
        return self


class Calendar(Shape):
    """The content of ``calendar.yaml``."""

    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    releases: Annotated[tuple[ReleaseDays, ...], TUPLE] = ()
    # So many days before the last day on which data may come, centers are reminded of it.
    reminders: Annotated[tuple[Annotated[int, Field(ge=0, le=365)], ...], TUPLE] = (14, 7, 1)
    events: Annotated[tuple[PlannedEvent, ...], TUPLE] = ()

    @property
    def by_release(self) -> Mapping[int, ReleaseDays]:
        """The days of releases by their numbers."""
        return {days.release: days for days in self.releases}
