"""One pattern for polars that says of a text whether any of some writings may stand in it: all of them, joined."""

from functools import lru_cache

from theatrum.checks.privacy.writing import Writing

_KEPT = 1_024


@lru_cache(maxsize=_KEPT)
def joined(writings: tuple[Writing, ...]) -> str:
    """Return a pattern that every text matches in which one of the writings stands."""
    return "|".join(dict.fromkeys(writing.sieve for writing in writings))
