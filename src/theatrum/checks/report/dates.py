"""Calendar dates where a number is asked for: they cannot be converted without another date, and may identify."""

import re

from theatrum.checks.report.folding import plain

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DATE = re.compile(
    rf"(?:(?:1[89]|20)\d\d[-/.](?:\d{{1,2}}|{_MONTH})(?:[-/.]\d{{1,2}})?{_TIME}"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d\d){_TIME}"
    rf"|\d{{1,2}}[-/. ]{_MONTH}[-/., ]+(?:\d{{4}}|\d\d)"
    rf"|{_MONTH}[-/. ]+\d{{1,2}}(?:st|nd|rd|th)?[-/., ]+\d{{4}}"
    rf"|{_MONTH}[-/., ]+\d{{4}})",
    re.IGNORECASE,
)
_LONGEST = 40


def is_date(text: str) -> bool:
    """Return whether a text is a calendar date, or a month, in one of the ways people write them."""
    bare = plain(text)
    return len(bare) <= _LONGEST and _DATE.fullmatch(bare) is not None


def counted_in(name: str) -> str | None:
    """Return what an attribute counts, by its name: ``days since birth``, ``days``, or None."""
    words = set(name.upper().split("_"))
    if not words & {"DAYS", "DAY"}:
        return None
    return "days since birth" if "AGE" in words else "days"
