"""What reading has to say, as groups of findings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from theatrum.checks import findings
from theatrum.checks.findings import Finding, Group, Severity


def trouble(
    code: str,
    message: str,
    *,
    fix: str | None = None,
    severity: Severity = Severity.ERROR,
    column: str | None = None,
    suggestions: tuple[str, ...] = (),
    value: str | None = None,
    rows: Sequence[int] = (),
) -> Group:
    """Return a group with a ``table.`` finding of the reading; ``rows`` are data rows from 1."""
    finding = Finding(
        code=f"table.{code}",
        severity=severity,
        message=message,
        fix=fix,
        column=column,
        value=value,
        suggestions=suggestions,
        source=findings.Source.READING,
    )
    return Group(finding, tuple(rows))


def placed(groups: Iterable[Group], file: str, sheet: str | None) -> tuple[Group, ...]:
    """Say of which file and sheet the groups speak."""
    return tuple(Group(replace(group.finding, file=file, sheet=sheet), group.rows) for group in groups)


def no_rows() -> Group:
    """Tell that a table has nothing but a header."""
    message = "The table has no rows."
    return trouble("no_rows", message, fix="Add rows, or leave the table out.", severity=Severity.WARNING)
