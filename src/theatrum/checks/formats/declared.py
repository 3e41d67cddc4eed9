"""What a row says of a file, held against what its header says."""

import math
from collections.abc import Iterator

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.inspection import Asked, Fact, Inspection
from theatrum.checks.profile.inspection_shapes import Declared
from theatrum.checks.profile.profile import Profile

_TRUTH = {"true": True, "false": False}


def about_declared(inspection: Inspection, asked: Asked, profile: Profile) -> Iterator[Finding]:
    """Yield the columns of a row that say something else than the header; what neither says is no finding."""
    for rule in profile.inspections.declared:
        if rule.components and asked.component not in rule.components:
            continue
        said, fact = asked.declared.get(rule.column, "").strip(), inspection.facts.get(rule.fact)
        if said and fact is not None and said not in rule.unless and not _agrees(said, fact, rule):
            yield _differs(rule, fact)


def _agrees(said: str, fact: Fact, rule: Declared) -> bool:
    """Say whether a cell says what the header says. A cell that is of another kind is told by its schema."""
    if rule.compare == "truth":
        return _TRUTH.get(said.casefold(), fact) == fact
    if rule.compare == "numbers":
        number = _number(said)
        if number is None or isinstance(fact, str | tuple):
            return True
        return math.isclose(number, float(fact), rel_tol=max(rule.tolerance, 1e-9))
    texts = fact if isinstance(fact, tuple) else (str(fact),)
    if rule.spellings:
        found = {
            value for value, words in rule.spellings.items() if any(one.casefold() in said.casefold() for one in words)
        }
        return not found or not found.isdisjoint(texts)
    return said.casefold() in {text.casefold() for text in texts}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _differs(rule: Declared, fact: Fact) -> Finding:
    # A text of a header may hold anything, so only numbers and answers are told.
    shown = None if isinstance(fact, str | tuple) else _shown(fact)
    return Finding(
        code="format.declared_differs",
        severity=Severity(rule.severity),
        message=f"{rule.column} says something else than the header of the file.",
        fix=f"Write {shown}, as the header says, or submit the file that is meant."
        if shown
        else "Write what the header says, or submit the file that is meant.",
        column=rule.column,
        suggestions=(shown,) if shown else (),
        source=Source.OVERLAY,
        requirement=rule.requirement,
    )


def _shown(fact: float) -> str:
    if isinstance(fact, bool):
        return str(fact).lower()
    return str(int(fact)) if float(fact).is_integer() else f"{fact:.6g}"
