"""Inspects MAF, the table of mutations."""

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.called_tables import MAF, CalledTable


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a MAF file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    CalledTable(MAF, notes).inspect(file)
