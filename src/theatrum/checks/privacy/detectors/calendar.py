"""Whether there is such a day."""

from datetime import date

OLDEST, NEWEST = 1850, 2050


def is_day(year: int, month: int, day: int) -> bool:
    """Return whether a day exists, in a year in which somebody may have lived, or will soon."""
    if not OLDEST <= year <= NEWEST:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
