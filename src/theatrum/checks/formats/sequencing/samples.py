"""Names of samples and of files in headers, as the detectors should see them."""

import re

from theatrum.checks.classes import Kind
from theatrum.checks.formats.inspection import Notes

_PLAIN = re.compile(
    r"(tumou?r|normal|sample|control|case|germline|somatic|pool|unknown|none|null|na|n/a|donor|default|-|\.)"
    r"[ _-]?[0-9]{0,2}",
    re.IGNORECASE,
)
_FILE = re.compile(r"^file:(?://(?=/))?")


def tell_sample(notes: Notes, place: str, name: str, text: str) -> None:
    """Hand a name of a sample to the detectors, and note it as a code. Raises BudgetSpent.

    Whoever judges knows the consortium's own identifiers, and lets them pass.
    """
    notes.text(place, name, text)
    if text.strip() and not _PLAIN.fullmatch(text.strip()):
        notes.forbid(Kind.CODE, place, name, text)


def plain_path(text: str) -> str:
    """Return the path in the address of a file of one's own, any other text as it is."""
    return _FILE.sub("", text)
