"""File names that are safe everywhere, and what a name looks as if it carried."""

import re
import unicodedata
from collections.abc import Sequence

from theatrum.checks.profile.identifiers import IdentifierForms

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DATE = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[-_.](?:0?[1-9]|1[0-2])[-_.](?:19|20)[0-9]{2}"
    r"|(?:0?[1-9]|1[0-2])[-_.](?:0?[1-9]|[12][0-9]|3[01])[-_.](?:19|20)[0-9]{2})(?![0-9])"
)
_RECORD_NUMBER = re.compile(r"(?<![0-9])[0-9]{6,12}(?![0-9])|(?i:(?<![a-z])(?:mrn|ssn|dob)(?![a-z]))")
# What may be an identifier and more after it.
_BESIDE = re.compile(r"[A-Za-z]+[0-9]+(?:_[A-Za-z0-9]+)+")
_LONGEST = 200
_EDGES = "._-"


def safe_name(name: str) -> str:
    """Return a name of letters, digits, dots, underscores and hyphens; accents go, all else becomes underscores."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    stem, ending = split_ending(_UNSAFE.sub("_", plain).strip(_EDGES))
    return (stem.strip(_EDGES)[: _LONGEST - len(ending)].strip(_EDGES) or "file") + ending


def split_ending(name: str) -> tuple[str, str]:
    """Split a name before its endings, of which there may be two: ``a.b.fastq.gz`` is ``a.b`` and ``.fastq.gz``."""
    match = re.search(r"(?:\.[A-Za-z0-9]{1,8}){1,2}$", name)
    if match is None or match.start() == 0:
        return name, ""
    return name[: match.start()], match[0]


def numbered(name: str, number: int) -> str:
    """Return a name with a number before its endings."""
    stem, ending = split_ending(name)
    return f"{stem}_{number}{ending}"


def with_id(name: str, ids: Sequence[str]) -> str:
    """Put the identifier of a file before its name, where it is not in it already."""
    return f"{ids[0]}_{name}" if len(ids) == 1 and ids[0] not in name else name


def looks_identifying(name: str, forms: IdentifierForms) -> str | None:
    """Say what a name looks as if it carried of a person; identifiers of the network are none. None for nothing."""
    text = name
    for found in _BESIDE.findall(name):
        text = text.replace(_identifier_in(found, forms), "-")
    if _DATE.search(text):
        return "a date"
    return "a record number" if _RECORD_NUMBER.search(text) else None


def _identifier_in(text: str, forms: IdentifierForms) -> str:
    """Return the longest beginning of a text that is an identifier; what is in no name where there is none."""
    pieces = text.split("_")
    whole = ("_".join(pieces[:end]) for end in range(len(pieces), 0, -1))
    return next((one for one in whole if forms.parse(one) is not None), "\0")
