"""Dates with the year in front."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.calendar import is_day
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.writing import Writing

YEAR = "(?:1[89]|20)[0-9]{2}"


def is_year_first(found: re.Match[str], _context: Context) -> bool:
    """Return whether there is such a day."""
    year, month, day = (part for part in found.groups() if part is not None)
    return is_day(int(year), int(month), int(day))


WRITINGS = (
    Writing(
        kind=Kind.DATE,
        name="iso",
        strength=Strength.STRONG,
        about="Year, month and day with hyphens, slashes or dots: 2020-01-31, with or without a time",
        pattern=(
            f"({YEAR})-([0-9]{{1,2}})-([0-9]{{1,2}})|({YEAR})/([0-9]{{1,2}})/([0-9]{{1,2}})"
            f"|({YEAR})[.]([0-9]{{1,2}})[.]([0-9]{{1,2}})"
        ),
        before="0-9.",
        after="0-9",
        confirm=is_year_first,
        examples=("2020-01-31", "2020-01-31T12:00:00Z", "scan_2020-1-31.svs", "2020/01/31", "v2020.01.31"),
        counterexamples=("2020-13-01", "2020-02-30", "12020-01-31", "2020-01-311", "2020-1/31"),
    ),
)
