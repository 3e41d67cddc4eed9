"""The findings on an entity as pages list them: what is wrong, what was found, what to do, in one click where known."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from theatrum.doors.web.pages.entities.excepting import Mark, Marker, told
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.models import Validation, Verdict

RENAMED = "schema.additional_properties"


@dataclass(frozen=True)
class Problem:
    """One finding. ``offers`` are values that would do; ``renames`` says that they are names instead."""

    where: str
    severity: str
    message: str
    found: str
    fix: str
    offers: tuple[str, ...] = ()
    renames: bool = False
    # Whether an exception covers it, and where one can be asked for.
    mark: Mark = field(default_factory=Mark)


def problems(validation: Validation | None, marker: Marker | None = None) -> list[Problem]:
    """Return what to mend, in the order of the component; empty unless the verdict is invalid."""
    if validation is None or validation.verdict != Verdict.INVALID:
        return []
    found = [_problem(finding, marker or Marker()) for finding in validation.findings]
    # What is excepted comes last: nobody has to do anything about it.
    return sorted(found, key=lambda one: one.mark.is_excepted) or [_whole(validation)]


def excepted_names(found: Iterable[Problem]) -> frozenset[str]:
    """Return the attributes of which all that is told is excepted."""
    excepted, standing = set[str](), set[str]()
    for one in found:
        (excepted if one.mark.is_excepted else standing).add(one.where)
    return frozenset(excepted - standing)


def _problem(finding: JsonObject, marker: Marker) -> Problem:
    offers = finding.get("suggestions")
    where = str(finding.get("column") or "")
    return Problem(
        where=where,
        severity=str(finding.get("severity") or "error"),
        message=str(finding.get("message") or ""),
        found="" if finding.get("value") is None else str(finding["value"]),
        fix=new_advice(str(finding.get("fix") or ""), str(finding.get("message") or "")),
        offers=tuple(map(str, offers)) if where and isinstance(offers, list | tuple) else (),
        renames=finding.get("code") == RENAMED,
        mark=marker.mark(told(finding)),
    )


def new_advice(fix: str, message: str) -> str:
    """Return the advice, unless the message has said all of it already."""
    return "" if fix.removeprefix("Write ").rstrip(".") in message else fix


def _whole(validation: Validation) -> Problem:
    """What could not be judged attribute by attribute: the reason is all there is."""
    told = (validation.exception or {}).get("validationErrorMessage")
    return Problem(
        "", "error", str(told or "The annotations do not fit the component."), "", "Correct the annotations."
    )
