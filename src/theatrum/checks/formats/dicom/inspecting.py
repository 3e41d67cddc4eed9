"""Inspects DICOM: every element of the header against the confidentiality profile, texts for the detectors."""

import re

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.dicom.holding import Holding
from theatrum.checks.formats.dicom.opening import opened
from theatrum.checks.formats.dicom.preamble import tell_preamble
from theatrum.checks.formats.dicom.summary import Summary
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes

_SYNTAX = re.compile(r"1\.2\.840\.10008\.1\.2(\.[0-9]{1,3}){0,3}")


def inspect(file: Bytes, notes: Notes) -> None:
    """Walk over a data set. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    found = opened(file, notes.budget, is_full=notes.asked.is_full)
    summary = Summary(notes)
    if _SYNTAX.fullmatch(found.transfer_syntax):
        notes.fact("TRANSFER_SYNTAX", found.transfer_syntax)
    held = Holding(notes, found.window, summary)
    for element in found.meta:
        held.take(element)
    held.window = found.content
    is_empty = True
    try:
        for element in found.walk.elements():
            held.take(element)
            is_empty = False
        if is_empty:
            raise Unreadable("data set", "it has no elements")
        notes.was_full = notes.asked.is_full
    finally:
        # What is wrong with the first half of a file is told although the second one is missing.
        held.finish()
        summary.finish()
    tell_preamble(file, notes)
