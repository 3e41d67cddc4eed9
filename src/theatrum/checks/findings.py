"""Findings: what a check has to say about one place in the data. Data, never exceptions.

Every door (terminal, wire, page, grid, release gate) renders these; none makes its own. ``message``
never holds the offending value, so that a finding can be shown where its cell may not.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """MUST of the manual is an error and blocks staging, SHOULD a warning, MAY a note."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Source(StrEnum):
    """Who asks for it: the published data model, or the consortium's overlay on it."""

    MODEL = "model"
    OVERLAY = "overlay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem at one place, and what to do about it.

    ``code`` is stable and begins with its family (``schema.``, ``identifier.``, ``links.``, ...).
    ``row`` counts data rows from 1 and is None for a single object; ``column`` is the attribute.
    ``value_class`` says what was found (``text``, ``whole number``, ``nothing`` ...) without showing it.
    ``suggestions`` are values that would do, best first; ``requirement`` names the rule of the profile.
    """

    code: str
    severity: Severity
    message: str
    fix: str | None = None
    column: str | None = None
    row: int | None = None
    value_class: str | None = None
    value: str | None = None
    suggestions: tuple[str, ...] = ()
    source: Source = Source.MODEL
    requirement: str | None = None
    file: str | None = None
    sheet: str | None = None

    def masked(self) -> "Finding":
        """Return this finding without the value and what was made from it: for a cell with a privacy finding."""
        return replace(self, value=None, fix=None, suggestions=())
