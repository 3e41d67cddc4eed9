"""What a conversion of dates has to say. No message ever holds what stands in a cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.checks.findings import Finding, Group, Severity, Source

# Message and fix by code; pages hand them to their script, so that both say the same.
TOLD: dict[str, tuple[str, str]] = {
    "dates.ambiguous": (
        "The date can be read in two ways: day or month first.",
        "Say in which order dates are written: day first (dmy), or month first (mdy).",
    ),
    "dates.two_digit_year": (
        "The year has two digits.",
        "Write four digits, or say up to which year it is 20xx with the option for two-digit years.",
    ),
    "dates.incomplete": (
        "The day or the month is missing.",
        "Find out the day, or let the middle of the month or year be taken.",
    ),
    "dates.impossible": ("There is no such day in the calendar.", "Correct it; perhaps day and month are exchanged."),
    "dates.serial": (
        "A number stands here instead of a date.",
        "If a spreadsheet keeps a date so, format the cells as dates; if it is an age already, leave the column out.",
    ),
    "dates.not_a_date": ("This is no date that can be read.", "Write it as YYYY-MM-DD, or empty the cell."),
    "dates.not_a_number": ("This is no number of days or months.", "Write a number, or empty the cell."),
    "dates.no_birth": ("The row has no date of birth.", "Fill it in, or empty the dates of this row."),
    "dates.no_index": ("The day from which this is counted is missing.", "Fill it in, or empty this cell."),
    "dates.two_births": ("The same person has another date of birth elsewhere.", "Find out which one is right."),
    "dates.before_birth": ("The date is before the day of birth.", "Correct one of the two."),
    "dates.future": ("The date lies in the future.", "Correct it."),
    "dates.implausible": ("The age would be above 120 years.", "Correct the date, or the date of birth."),
    "dates.after_death": ("The date is after the day of death.", "Look whether both are right."),
    "dates.middle_taken": (
        "The date is incomplete; the middle of its month or year was taken.",
        "Say in your protocol that these ages are estimates.",
    ),
    "dates.remains": (
        "A calendar date stands in a column that would stay.",
        "Map the column to an attribute, drop it, or keep it if it is no date of a person.",
    ),
}
_WARNINGS = frozenset({"dates.after_death", "dates.middle_taken"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found: data rows count from 1."""

    file: str
    sheet: str | None
    column: str | None


def told(code: str, place: Place, rows: Sequence[int]) -> Group:
    """Return the group of findings of one kind in one column."""
    message, fix = TOLD[code]
    return Group(_finding(code, place, message, fix), tuple(rows))


def told_in_words(code: str, place: Place, message: str, fix: str) -> Group:
    """Return a finding about a whole column or table, in words of its own; they hold no cell."""
    return Group(_finding(code, place, message, fix))


def _finding(code: str, place: Place, message: str, fix: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING if code in _WARNINGS else Severity.ERROR,
        message=message,
        fix=fix,
        column=place.column,
        source=Source.READING,
        file=place.file,
        sheet=place.sheet,
    )
