"""What the calendar refuses."""

from theatrum.kernel.errors import DomainError, Kind


class CalendarIsNotYours(DomainError):
    """Only the coordinating center changes days and events."""

    code = "calendar.not_yours"
    kind = Kind.FORBIDDEN
    template = "Only {who} may change this in the calendar. Ask your Data Liaison if a day does not fit you."


class CycleOutOfOrder(DomainError):
    """The days of a release do not follow each other."""

    code = "calendar.out_of_order"
    kind = Kind.INVALID
    template = "{later} ({later_day}) is before {earlier} ({earlier_day}): the days of a release follow each other."


class WindowInvalid(DomainError):
    """A release cannot be opened, closed or extended as it was said."""

    code = "calendar.window_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class ReleaseUnknown(DomainError):
    """The profile has no release of this number."""

    code = "calendar.release_unknown"
    kind = Kind.NOT_FOUND
    template = "There is no release {number}."


class OccasionNotFound(DomainError):
    """There is no such event, or it is for a center that the person does not belong to."""

    code = "calendar.event_not_found"
    kind = Kind.NOT_FOUND
    template = "The calendar has no event {key!r} that you may see."


class OccasionInvalid(DomainError):
    """A part of the event cannot be."""

    code = "calendar.event_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class FeedNotFound(DomainError):
    """The address of a feed is not right, or it was taken back."""

    code = "calendar.feed_not_found"
    kind = Kind.NOT_FOUND
    template = "This address of a calendar does not work (any more). Take the present one from the page Calendar."
