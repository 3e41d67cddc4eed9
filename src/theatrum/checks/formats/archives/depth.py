"""How deep archives lie in archives."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Noted, Notes


def is_too_deep(notes: Notes) -> bool:
    """Say whether an archive lies deeper than is looked, and note it."""
    if notes.budget.depth > 0:
        return False
    message = "An archive lies in archives deeper than is looked; what is in it was not seen."
    fix = "Pack its files into the outermost archive."
    notes.noted.append(Noted("format.depth", Severity.WARNING, message, fix, notes.place or None))
    return True
