"""Social security numbers of the United States, and the taxpayer numbers that are given in their place."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_NEVER = frozenset(["000", "666"])
_TAX_AREA = "9"
_TAX_GROUPS = frozenset([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)])


def is_given(found: re.Match[str], _context: Context) -> bool:
    """Return whether numbers of these ranges are given to anybody."""
    digits = "".join(sign for sign in found[0] if sign.isdigit())[-9:]
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area in _NEVER or group == "00" or serial == "0000":
        return False
    return not area.startswith(_TAX_AREA) or int(group) in _TAX_GROUPS


WRITINGS = (
    Writing(
        kind=Kind.SSN,
        name="parted",
        strength=Strength.STRONG,
        about="Nine digits as 3-2-4, with hyphens, blanks or dots; never given ranges are left out",
        pattern=(
            "[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{3} [0-9]{2} [0-9]{4}|[0-9]{3}[.][0-9]{2}[.][0-9]{4}"
            "|[0-9]{3}[\u2010-\u2015\u2212][0-9]{2}[\u2010-\u2015\u2212][0-9]{4}"
        ),
        before="0-9A-Za-z.-",
        confirm=is_given,
        examples=("536-22-1234", "SSN 219-09-9999.", "id_536-22-1234_x", "536 22 1234", "912-70-1234"),
        counterexamples=(
            "000-12-3456",
            "666-12-3456",
            "123-00-4567",
            "123-45-0000",
            "2020-123-45-6789",
            "1.536-22-1234",
        ),
    ),
    Writing(
        kind=Kind.SSN,
        name="labelled",
        strength=Strength.STRONG,
        about="Nine digits after SSN or social security number",
        pattern=r"(?:ssn|social security(?: number| no[.]?| #)?)[ :#=]{0,3}([0-9]{9})",
        part=1,
        confirm=is_given,
        examples=("SSN: 536221234", "social security number 536221234"),
        counterexamples=("536221234", "SSN 000123456"),
    ),
    Writing(
        kind=Kind.SSN,
        name="column",
        strength=Strength.STRONG,
        about="Nine digits where the name says social security",
        pattern="[0-9]{9}",
        needs=frozenset([Meaning.SSN]),
        confirm=is_given,
        named="PATIENT_SSN",
        examples=("536221234",),
        counterexamples=("5362212345", "000221234"),
    ),
)
