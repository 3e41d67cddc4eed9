"""Other codes that may be of a person or a specimen: those of a pathology, and numbers of researchers."""

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
        name="accession",
        strength=Strength.WEAK,
        about="As pathology numbers its specimens: S20-12345, SP-20-0012345, S2020-12345",
        pattern="[A-Z]{1,3}(?:[0-9]{2}|20[0-9]{2})-[0-9]{4,7}|[A-Z]{1,3}-(?:[0-9]{2}|20[0-9]{2})-[0-9]{3,7}",
        before="0-9A-Za-z-",
        after="0-9A-Za-z-",
        is_folded=False,
        examples=("S20-12345", "SP-20-0012345", "slide_S2020-12345_a.svs", "HS-19-123"),
        counterexamples=("s20-12345", "S20-123", "S20-12345-1", "CD20-1", "IL-2"),
    ),
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
