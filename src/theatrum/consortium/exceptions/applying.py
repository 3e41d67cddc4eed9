"""Applying exceptions to findings: the one place where a finding becomes an excepted one.

Verdicts are computed by ``checks`` and stored as they are; this goes over findings afterwards, wherever they are shown
or counted, and says which of them a grant covers. A finding about identifying data never is.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from django.db.models import QuerySet

from theatrum.checks.findings import Finding
from theatrum.consortium.exceptions.models import Request, Scope, State
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.records.told import LONGEST_VALUE

T = TypeVar("T")
_NEVER = ("privacy.", "reading.")


@dataclass(frozen=True, slots=True)
class Told:
    """What of a finding decides whether an exception covers it.

    ``values`` are all texts that it is told of; None where not all of them are known, or there is none.
    """

    code: str
    column: str = ""
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Of what findings are told: a dataset, and the entity in it with all above it; no entities for the dataset itself.

    ``node_ids`` has the entity first, then its parent, and so on up.
    """

    center_id: str
    release: int
    component: str
    node_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Applied(Generic[T]):
    """Findings that stand, and those that are excepted, each with what excepts it."""

    standing: list[T] = field(default_factory=list)
    excepted: list[tuple[T, Request]] = field(default_factory=list)


def apply(
    findings: Iterable[T],
    *,
    where: Where,
    grants: Collection[Request] | None = None,
    told: Callable[[T], Told] | None = None,
) -> Applied[T]:
    """Return which findings stand, and which are excepted at a place today.

    ``grants`` are those of ``grants_of``, read here where they are not given; ``told`` reads a finding that is neither
    of ``checks`` nor JSON with its ``code`` and ``column``.
    """
    known = grants_of([where.center_id], where.release) if grants is None else grants
    reaching = [one for one in known if reaches(one, where)]
    read = told or told_of
    found: Applied[T] = Applied()
    for finding in findings:
        grant = _grant(reaching, read(finding), where.component)
        if grant is None:
            found.standing.append(finding)
        else:
            found.excepted.append((finding, grant))
    return found


def grants_of(center_ids: Collection[str], release: int | None = None) -> list[Request]:
    """Return the exceptions that hold today in some centers; one query for all."""
    found = in_force_today().filter(center_id__in=center_ids)
    if release is not None:
        found = found.filter(release=release)
    return list(found.order_by("id"))


def in_force_today() -> QuerySet[Request]:
    """Return the exceptions that hold today."""
    return Request.objects.filter(state=State.GRANTED, expires_on__gte=today())


def reaches(grant: Request, where: Where) -> bool:
    """Tell whether an exception reaches a place, whatever the finding is."""
    if (grant.center_id, grant.release, grant.component) != (where.center_id, where.release, where.component):
        return False
    if grant.scope == Scope.COMPONENT:
        return True
    if grant.scope == Scope.FOLDER:
        return grant.node_id in where.node_ids
    return bool(where.node_ids) and grant.node_id == where.node_ids[0]


def covers(grant: Request, told: Told) -> bool:
    """Tell whether an exception is from such a finding, wherever it stands: from its code, its column, its values."""
    if grant.code != told.code or grant.column not in {"", told.column}:
        return False
    return not grant.pattern or (told.values is not None and all(matches(grant.pattern, one) for one in told.values))


def matches(pattern: str, value: str) -> bool:
    """Tell whether a value is one of a pattern, in which a star stands for anything."""
    return _compiled(pattern).fullmatch(value) is not None


def told_of(finding: object) -> Told:
    """Read what decides of a finding of ``checks``, or of one that is kept as JSON; what was read already stays."""
    if isinstance(finding, Told):
        return finding
    if isinstance(finding, Finding):
        return Told(finding.code, finding.column or "", None if finding.value is None else (finding.value,))
    if isinstance(finding, Mapping):
        return Told(str(finding.get("code") or ""), str(finding.get("column") or ""), _values(finding))
    code, column = getattr(finding, "code", ""), getattr(finding, "column", "")
    return Told(str(code or ""), str(column or ""))


def may_be_excepted(told: Told, component: str) -> bool:
    """Tell whether the profile lets a liaison grant an exception from a finding."""
    return not told.code.startswith(_NEVER) and (
        in_force().attestations.kind_of(told.code, told.column, component) is not None
    )


def today() -> date:
    """Return the day by which exceptions are over."""
    return clock.now().date()


def _grant(grants: Iterable[Request], told: Told, component: str) -> Request | None:
    """Return what covers a finding. What the profile does not let be excepted any more, no old grant covers."""
    found = next((one for one in grants if covers(one, told)), None)
    return found if found is not None and may_be_excepted(told, component) else None


def _values(finding: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the values of a finding that is kept as JSON: of one thing, or of the rows of a table."""
    if finding.get("value") is not None:
        return (str(finding["value"]),)
    values = [one for one in _listed(finding) if isinstance(one, Mapping)]
    texts = tuple(str(one.get("value") or "") for one in values)
    # Of rows whose values were too many, or may not be quoted, and of the end of long ones, nothing is known.
    is_whole = sum(_number(one) for one in values) >= _number(finding)
    is_known = bool(texts) and is_whole and all(len(text) < LONGEST_VALUE for text in texts)
    return texts if is_known and not finding.get("more_values") else None


def _listed(finding: Mapping[str, object]) -> list[object]:
    values = finding.get("values")
    return values if isinstance(values, list) else []


def _number(told: Mapping[str, object]) -> int:
    count = told.get("count")
    return count if isinstance(count, int) else 0


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Each part between stars is found at its first place, so that no text takes long.
    parts = [re.escape(part) for part in re.split(r"\*+", pattern)]
    return re.compile(parts[0] + "".join(f"(?>.*?{part})" for part in parts[1:-1]) + _last(parts), re.DOTALL)


def _last(parts: Sequence[str]) -> str:
    return f".*{parts[-1]}" if len(parts) > 1 else ""
