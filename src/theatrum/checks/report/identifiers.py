"""Identifiers that miss their form, told in terms of what people meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.profile.identifier_shapes import Identifiers, Misreading, Substitution

# What a schema says of a text that is no identifier; other keywords say better themselves what is wrong.
REWORDED = frozenset({"schema.pattern", "schema.any_of"})
# No identifier is longer, and no expression of a profile sees more.
_LONGEST = 1_000


def identifier_finding(identifiers: Identifiers, component: str, finding: Finding) -> Finding:
    """Return what to say of an identifier in place of a finding about its pattern; any other finding as it is.

    ``component`` is that of the row; the finding names the column (the attribute) and has the value, which may be one
    item of a list. Source, requirement and place are kept, but for a misreading that answers a requirement of its own.
    """
    kinds = identifiers.attribute_kinds(component, finding.column or "")
    if not kinds or not finding.value or finding.code not in REWORDED:
        return finding
    value = finding.value[:_LONGEST]
    found = identifiers.forms.kind_of(value)
    if found is not None and found not in kinds:
        return _wrong_kind(identifiers, kinds, finding, found)
    for misreading, mended in _readings(identifiers, kinds, (component, finding.column or ""), value):
        return _misread(identifiers, kinds, finding, (misreading, mended))
    if found is not None:
        return finding  # well-formed, and refused by a rule that says itself why
    return _formless(identifiers, kinds, finding)


def misread(identifiers: Identifiers, kinds: Sequence[str], text: str) -> Finding:
    """Return what to say of a text that stands in no table and is no identifier, where one of ``kinds`` belongs."""
    finding = Finding(code="identifier.form", severity=Severity.ERROR, message="", value=text)
    for reading in _readings(identifiers, kinds, ("", ""), text[:_LONGEST]):
        return _misread(identifiers, kinds, finding, reading)
    return _formless(identifiers, kinds, finding)


def _formless(identifiers: Identifiers, kinds: Sequence[str], finding: Finding) -> Finding:
    words = wording(identifiers, kinds, finding.column)
    message = "{column} is not {wanted}.".format(**words)
    fix = "Write it in the form of {example}.".format(**words)
    return replace(finding, code="identifier.form", message=message, fix=fix)


def wording(identifiers: Identifiers, kinds: Sequence[str], column: str | None) -> Mapping[str, str]:
    """Return what stands for ``{column}``, ``{wanted}`` and ``{example}`` in sentences about an identifier."""
    shapes = [identifiers.kind(kind) for kind in kinds]
    wanted = " or ".join(shape.name for shape in shapes)
    return {"column": column or "It", "wanted": wanted, "example": " or ".join(shape.examples[0] for shape in shapes)}


def _wrong_kind(identifiers: Identifiers, kinds: Sequence[str], finding: Finding, found: str) -> Finding:
    words = wording(identifiers, kinds, finding.column)
    message = "{column} is {found}, where {wanted} belongs.".format(found=identifiers.kind(found).name, **words)
    fix = "Write {wanted}, such as {example}.".format(**words)
    return replace(finding, code="identifier.wrong_kind", message=message, fix=fix, suggestions=())


def _readings(
    identifiers: Identifiers, kinds: Sequence[str], place: tuple[str, str], value: str
) -> Iterator[tuple[Misreading, str | None]]:
    """Yield how a value may have been meant, with the mended text where there is one.

    ``place`` is component and attribute, both empty for a text that stands in no table.
    """
    component, column = place
    for misreading in identifiers.misreadings:
        if not misreading.concerns(component, column) or not _expression(misreading.pattern).search(value):
            continue
        mended = _mended(misreading, value) if misreading.mend else None
        if mended is None or (mended != value and _is_asked(identifiers, kinds, mended, several=misreading.several)):
            yield misreading, mended


def _mended(misreading: Misreading, value: str) -> str:
    for step in misreading.mend:
        if isinstance(step, Substitution):
            value = _expression(step.find).sub(step.put, value)
        else:
            value = value.strip() if step == "strip" else value.upper()
    return value


def _is_asked(identifiers: Identifiers, kinds: Sequence[str], text: str, *, several: bool) -> bool:
    items = [item.strip() for item in text.split(",")] if several else [text]
    forms = identifiers.forms
    return all(any(forms.is_a(kind, item) for kind in kinds) for item in items)


def _misread(
    identifiers: Identifiers, kinds: Sequence[str], finding: Finding, reading: tuple[Misreading, str | None]
) -> Finding:
    misreading, mended = reading
    words = wording(identifiers, kinds, finding.column)
    return replace(
        finding,
        code=f"identifier.{misreading.code}",
        message=misreading.message.format(**words),
        fix=misreading.fix.format(**words) if mended is None else f"Write {mended}.",
        suggestions=() if mended is None else (mended,),
        requirement=misreading.requirement or finding.requirement,
    )


@lru_cache(maxsize=512)
def _expression(text: str) -> re.Pattern[str]:
    return re.compile(text)
