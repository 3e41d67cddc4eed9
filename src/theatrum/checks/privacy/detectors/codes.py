"""Other codes of people that anybody can look up."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.writing import Writing

_TEN = 10


def is_orcid(found: re.Match[str], _context: Context) -> bool:
    """Return whether the last sign of a researcher's number checks the others."""
    signs = found[0].replace("-", "")
    total = 0
    for digit in signs[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return signs[-1].upper() == ("X" if check == _TEN else str(check))


WRITINGS = (
    Writing(
        kind=Kind.CODE,
        name="orcid",
        strength=Strength.WEAK,
        about="The number of a researcher: 0000-0002-1825-0097",
        pattern="0000-000[0-9]-[0-9]{4}-[0-9]{3}[0-9X]",
        confirm=is_orcid,
        examples=("0000-0002-1825-0097", "ORCID 0000-0002-1694-233X"),
        counterexamples=("0000-0002-1825-0098", "0000-0002-1825"),
    ),
)
