"""What is said of a file that is not whole."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Notes


def note_cut(notes: Notes, why: str, *, place: str | None = None) -> None:
    """Note that a file is cut off; ``why`` completes "it seems so, because ...". Raises BudgetSpent."""
    fix = "Transfer the file again, and compare its checksum; or write it anew."
    notes.note("format.truncated", Severity.ERROR, f"The file seems to be cut off: {why}.", fix=fix, place=place)
