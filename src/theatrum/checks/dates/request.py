"""What a conversion is asked to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from theatrum.checks.dates.writings import Reading

Unit = Literal["days", "months"]


@dataclass(frozen=True, slots=True)
class Indexed:
    """A column of days or months since an index day, and the attribute that its ages are written to."""

    target: str
    unit: Unit = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Names of columns are those of the tables; a table need not have all of them.

    ``birth`` holds the date of birth; it is not needed where all ages are counted from ``index_age``. ``person``
    tells whose row it is, ``death`` holds the day of death. ``mapped`` leads from a column of dates to an attribute,
    ``indexed`` from a column of days since the index day, which stands as a date in ``index``, or as age in days in
    ``index_age``. ``kept`` may hold dates, ``dropped`` is left out. Columns that are not named are guessed from
    ``targets``, the attributes that hold ages, which all begin like ``prefix``.
    ``today`` tells what lies in the future.
    """

    today: date
    birth: str | None = None
    person: str | None = None
    death: str | None = None
    mapped: Mapping[str, str] = field(default_factory=dict)
    index: str | None = None
    index_age: str | None = None
    indexed: Mapping[str, Indexed] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    reading: Reading = field(default_factory=Reading)
    targets: tuple[str, ...] = ()
    prefix: str = ""

    def named(self) -> list[str]:
        """Return the columns that somebody named."""
        single = [name for name in (self.birth, self.person, self.death, self.index, self.index_age) if name]
        return [*single, *self.mapped, *self.indexed, *sorted(self.kept), *sorted(self.dropped)]
