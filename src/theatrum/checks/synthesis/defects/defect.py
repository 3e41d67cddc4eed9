"""What is known about a planted defect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from theatrum.checks.findings import Severity
from theatrum.checks.synthesis.drafts import Row
from theatrum.kernel.errors import DomainError, Kind


class DefectUnknown(DomainError):
    """There is no class of defects of that name."""

    code: ClassVar[str] = "synthesis.defect_unknown"
    kind: ClassVar[Kind] = Kind.NOT_FOUND
    template: ClassVar[str] = "there are no defects of the class {name}.{near} theatrum synth --list-defects shows all."


class NoPlace(Exception):
    """There is nothing in the submission in which this defect could be planted; the text says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One planted defect.

    ``codes`` are the codes of findings that must be there at its place, the first one above all; ``also`` those of
    findings that follow from it elsewhere. ``severity`` is that of the first, at the gate to staging. ``row`` is None
    where a defect is of a whole table or file; ``component`` is that of the table.
    """

    id: int
    name: str
    codes: tuple[str, ...]
    also: tuple[str, ...]
    severity: Severity
    file: str
    sheet: str | None
    component: str | None
    row: int | None
    column: str | None
    done: str
    mend: str


@dataclass(slots=True, kw_only=True)
class Planted:
    """Where a defect was planted: in a row or a whole table of a component, or in a data file."""

    done: str
    mend: str
    component: str | None = None
    row: Row | None = None
    column: str | None = None
    file: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectClass:
    """One class of defects: its name, what is done, and the findings that have to tell it."""

    name: str
    about: str
    codes: tuple[str, ...]
    severity: Severity = Severity.ERROR
    also: tuple[str, ...] = field(default=())


Planter = Callable[..., Planted]
