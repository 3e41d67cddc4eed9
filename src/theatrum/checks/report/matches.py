"""A match as people read it: where in a cell or a name it stands and how long it is, never what it says."""

from theatrum.checks.findings import Match


def match_text(match: Match) -> str:
    """Return the characters of a match, from 1, how many they are, and the hash that equal texts share.

    A picture has none.
    """
    if not match.length:
        return ""
    first, last = match.offset + 1, match.offset + match.length
    return f"characters {first:,} to {last:,} ({match.length:,}), hash {match.digest}"
