"""One pattern for polars that says of a cell whether any writing may stand in it: all of them, joined."""

from functools import lru_cache

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detecting import writings_for
from theatrum.checks.privacy.writing import Writing

_KEPT = 1_024


def sieve_for(context: Context) -> str | None:
    """Return a pattern that every text with a hit matches; None where nothing is looked for."""
    writings = writings_for(context)
    return _joined(writings) if writings else None


@lru_cache(maxsize=_KEPT)
def _joined(writings: tuple[Writing, ...]) -> str:
    return "|".join(dict.fromkeys(writing.sieve for writing in writings))
