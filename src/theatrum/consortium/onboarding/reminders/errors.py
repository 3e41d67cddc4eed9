"""What is true about a refused reminder."""

from theatrum.kernel.errors import DomainError, Kind


class MayNotRemind(DomainError):
    """Somebody reminds people of a center who has no part in it."""

    code = "reminders.not_allowed"
    kind = Kind.FORBIDDEN
    template = "People of {center} are reminded by who represents it, by its liaison and by the coordinating center."


class RemindedToday(DomainError):
    """The center was reminded today already."""

    code = "reminders.today_already"
    kind = Kind.CONFLICT
    template = "{center} was reminded today already. Write to people if it is urgent, or remind them tomorrow."


class NothingToRemind(DomainError):
    """No gate waits for anybody of the center."""

    code = "reminders.nothing"
    kind = Kind.CONFLICT
    template = "Nothing waits for the people of {center}."
