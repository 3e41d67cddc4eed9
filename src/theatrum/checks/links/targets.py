"""The other end of a link: told where it is missing, with what was probably meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl
from rapidfuzz.distance import OSA

from theatrum.checks.findings import Finding, Group
from theatrum.checks.links.case import Case

# Suggestions are for people who read them one by one.
MOST_SUGGESTED = 50
_MOST_CANDIDATES = 2000
# A number with fewer digits is one step from many others, so that nearness says nothing.
_TELLING = re.compile(r"[0-9]{4}$")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def missing(case: Case, found: Finding, cells: pl.DataFrame, *, kind: str, column: str) -> list[Group]:
    """Report identifiers of a kind that are given out nowhere. ``cells`` has ``row`` and ``code``.

    Where nothing of the kind is there at all, that is said once for each table.
    """
    if cells.is_empty():
        return []
    there = case.ids.of_kind(kind) & (case.presence.is_given | case.presence.is_known)
    if not there.any():
        return case.at(found, cells["row"], column=column)
    groups = case.at(found, cells["row"], cells["code"], column=column)
    likely = _likely(case, [group.finding.value for group in groups[:MOST_SUGGESTED]], there)
    return [_suggesting(group, likely) for group in groups]


def _suggesting(group: Group, likely: Mapping[str, str]) -> Group:
    meant = likely.get(group.finding.value or "")
    if meant is None:
        return group
    return replace(group, finding=replace(group.finding, fix=f'Did you mean "{meant}"?', suggestions=(meant,)))


def _likely(case: Case, values: Sequence[str | None], there: pl.Series) -> dict[str, str]:
    """Return what was probably meant, for the values for which one can tell."""
    wanted = [value for value in values if value is not None]
    frame = pl.DataFrame({"text": case.ids.texts, "owner": case.ids.owners, "is_there": there})
    # Without an owner there are no siblings that could have been meant.
    asked = frame.filter(pl.col("text").is_in(wanted) & pl.col("owner").is_not_null())
    all_of_kind = frame.filter("is_there")
    siblings = all_of_kind.filter(pl.col("owner").is_in(asked["owner"].implode()))
    found: dict[str, str] = {}
    for text, owner, _ in asked.iter_rows():
        candidates = siblings.filter(pl.col("owner") == owner)["text"]
        if candidates.is_empty() and all_of_kind.height <= _MOST_CANDIDATES:
            candidates = all_of_kind["text"]
        meant = nearest(text, candidates.head(_MOST_CANDIDATES).to_list())
        if meant is not None:
            found[text] = meant
    return found


def nearest(text: str, candidates: Sequence[str]) -> str | None:
    """Return the one candidate that a text was probably meant to be: leading zeros apart, or one slip of the hand."""
    plain = _LEADING_ZEROS.sub("", text)
    alike = [candidate for candidate in candidates if _LEADING_ZEROS.sub("", candidate) == plain]
    if not alike and _TELLING.search(text):
        alike = [candidate for candidate in candidates if OSA.distance(text, candidate, score_cutoff=1) <= 1]
    return alike[0] if len(alike) == 1 else None
