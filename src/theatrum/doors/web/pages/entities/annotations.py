"""The annotations of a version in the groups that the component makes: required, optional, not in the model."""

from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.doors.web.pages.entities.annotate import attributes
from theatrum.repository.entities.models import Validation, Version


@dataclass(frozen=True)
class Line:
    """One annotation: its name, its values, and whether a problem is named above for it."""

    name: str
    about: str
    values: tuple[str, ...]
    is_missing: bool = False
    is_wrong: bool = False


@dataclass(frozen=True)
class Group:
    """Annotations that belong together."""

    title: str
    lines: list[Line]
    is_warning: bool = False
    note: str = ""


def groups(version: Version, schema: CompiledSchema | None, validation: Validation | None) -> list[Group]:
    """Return the groups that have something to show; without a component there is one."""
    stored = {name: _texts(value) for name, value in version.annotations.items()}
    if schema is None:
        return _filled([Group("Annotations", [Line(name, "", values) for name, values in stored.items()])])
    known = attributes.of(schema)
    wrong = _wrong(validation)
    required = [_line(one, stored, wrong) for one in known if one.is_required or _asked(one.name, stored, wrong)]
    told = {line.name for line in required}
    optional = [_line(one, stored, wrong) for one in known if one.name not in told and one.name in stored]
    names = {one.name for one in known}
    extra = [Line(name, "", values, is_wrong=name in wrong) for name, values in stored.items() if name not in names]
    derived = [Line(name, "", _texts(value)) for name, value in (validation.derived if validation else {}).items()]
    note = "The component does not know these: perhaps a misspelt name. They are kept as they are."
    return _filled(
        [
            Group("Required", required),
            Group("Optional", optional),
            Group("Supplied by the component", derived),
            Group("Not in the model", extra, is_warning=True, note=note),
        ]
    )


def _line(one: attributes.Attribute, stored: Mapping[str, tuple[str, ...]], wrong: frozenset[str]) -> Line:
    values = stored.get(one.name, ())
    return Line(one.name, one.about, values, is_missing=not any(values), is_wrong=one.name in wrong)


def _asked(name: str, stored: Mapping[str, tuple[str, ...]], wrong: frozenset[str]) -> bool:
    """What a condition of the component requires is missing although no list says that it is required."""
    return name in wrong and name not in stored


def _wrong(validation: Validation | None) -> frozenset[str]:
    return frozenset(str(finding.get("column")) for finding in validation.findings) if validation else frozenset()


def _texts(stored: Mapping[str, object]) -> tuple[str, ...]:
    values = stored.get("value")
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _filled(found: list[Group]) -> list[Group]:
    return [group for group in found if group.lines]
