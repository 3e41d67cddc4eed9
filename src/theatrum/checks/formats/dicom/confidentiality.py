"""The basic application level confidentiality profile of DICOM (PS3.15, table E.1-1), and which class a field is of.

The table is data: ``confidentiality.csv`` has every attribute with its action (X remove, Z empty, D dummy, U another
UID; X/Z and the like leave a choice), the options of the standard under which it may stay or be cleaned, and, ours, the
class of identifying data that stands in it. No class: a property of the person, such as sex, that identifies nobody.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from theatrum.checks.formats.dicom.dictionary import is_private
from theatrum.checks.privacy.hits import Kind

_TABLE = "confidentiality.csv"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is to be done with an attribute. ``options`` are the standard's, such as ``dates`` or ``device``."""

    name: str
    action: str
    options: frozenset[str]
    kind: Kind | None

    @property
    def is_passed_on(self) -> bool:
        """Whether it holds for all that a sequence contains: not where the sequence is to be cleaned in place."""
        return not self.options & {"structured", "graphics", "uids"} and self.kind is not Kind.PICTURE


@cache
def _rules() -> dict[str, Rule]:
    text = resources.files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    return {
        row["tag"]: Rule(
            row["name"],
            row["action"],
            frozenset(option.split("=")[0] for option in row["options"].split()),
            Kind(row["kind"]) if row["kind"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    }


def rule_of(tag: int) -> Rule | None:
    """Return the profile's rule of a tag, None where it has none."""
    if is_private(tag):
        return _rules()["private"]
    name = f"{tag:08x}"
    if found := _rules().get(name):
        return found
    group = name[:2]
    if group in ("50", "60") and tag >> 16 & 1 == 0 and tag >> 16 & 0xFF <= 0x1E:
        return _rules().get("50xxxxxx" if group == "50" else f"60xx{name[4:]}")
    return None
