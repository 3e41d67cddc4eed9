"""Texts that a spreadsheet would take for formulas, written so that it does not, and read back unchanged. Pure.

In a CSV such a text gets an apostrophe in front, which spreadsheets hide; a text that has apostrophes in front of such
a sign already gets one more. Reading takes one away. In a workbook a cell of text is no formula; there nothing is
added.
"""

import re

# What begins a formula, or a cell that a program pastes as one; then any apostrophes in front of it.
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_MARKED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def neutral(text: str) -> str:
    """Return a text as it is written into a CSV. Numbers with a sign stay as they are."""
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def as_meant(text: str) -> str:
    """Return what a text of a CSV stands for."""
    return text[1:] if _MARKED.match(text) else text


def is_risky(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula when somebody edits its cell."""
    return _RISKY.match(text) is not None and not _NUMBER.fullmatch(text)
