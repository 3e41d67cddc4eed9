"""Inspects SEG, the table of segments that share a copy number."""

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.called_tables import SEG, CalledTable


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a SEG file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    CalledTable(SEG, notes).inspect(file)
