"""Column names as people write them, matched to the attributes of a component."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables.troubles import trouble

_SHOWN = 3
_NEAR = 75
_BETWEEN = re.compile(r"[\s_.\-]+")
# Names that reading gave (see ``cells.unique_names``); what was wrong with them has been told there.
_NAMELESS = re.compile(r"\(column \d+\)")
_AGAIN = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True)
class Headers:
    """``names`` leads from a header, as the table has it, to the attribute it means; ``groups`` tell the rest.

    A header that means no attribute is not in ``names``, nor is a second one that means the same attribute.
    """

    names: Mapping[str, str]
    groups: tuple[Group, ...] = ()


def match_headers(headers: Sequence[str], known: Sequence[str]) -> Headers:
    """Match the headers of a table to the attributes ``known``, whatever their blanks, case and underscores."""
    exact = set(known)
    folded = _unambiguous(known)
    meant = {header: header if header in exact else folded.get(_fold(header)) for header in headers}
    names = {header: header for header in headers if header in exact}
    groups: list[Group] = []
    for header in headers:
        attribute = meant[header]
        if header in names:
            continue
        if attribute is None:
            groups += _unknown(header, headers, folded)
        elif attribute in names.values():
            groups.append(_same(header, attribute))
        else:
            names[header] = attribute
            groups.append(_misspelt(header, attribute))
    return Headers(names, tuple(groups))


def _fold(name: str) -> str:
    return _BETWEEN.sub("_", name.strip().casefold()).strip("_")


def _unambiguous(known: Sequence[str]) -> dict[str, str]:
    folded: dict[str, list[str]] = {}
    for name in known:
        folded.setdefault(_fold(name), []).append(name)
    return {fold: names[0] for fold, names in folded.items() if len(names) == 1}


def _misspelt(header: str, attribute: str) -> Group:
    return trouble(
        "header_spelling",
        f"The column is read as {attribute}, but it is not named exactly so.",
        fix=f"Name the column {attribute}.",
        severity=Severity.WARNING,
        column=header,
        suggestions=(attribute,),
    )


def _same(header: str, attribute: str) -> Group:
    message = f"Another column is read as {attribute} already; this one is not read as an attribute."
    return trouble("duplicate_header", message, fix="Keep one of them.", column=header)


def _unknown(header: str, headers: Sequence[str], folded: Mapping[str, str]) -> list[Group]:
    if _NAMELESS.fullmatch(header) or (_AGAIN.search(header) and _AGAIN.sub("", header) in headers):
        return []
    found = process.extract(_fold(header), list(folded), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_SHOWN)
    near = tuple(folded[fold] for fold, _, _ in found)
    fix = f'Did you mean "{near[0]}"?' if near else "Delete the column, or name it as the data model does."
    message = "The data model has no attribute of this name."
    severity = Severity.WARNING
    return [trouble("unknown_column", message, fix=fix, severity=severity, column=header, suggestions=near)]
