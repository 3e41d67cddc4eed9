"""Small words of the pages about the data model."""

from collections.abc import Sequence


def listed(texts: Sequence[str]) -> str:
    """Write texts with commas between them."""
    return ", ".join(texts)


def number(count: int) -> str:
    """Write a number with its thousands apart."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
