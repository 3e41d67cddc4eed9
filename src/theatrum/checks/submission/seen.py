"""Files that were looked into, for checks between them and tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.inspection import Inspection
from theatrum.checks.submission.found import Found


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that was inspected, what it is submitted as, and what its row says."""

    file: Found
    component: str | None
    declared: Mapping[str, str]
    inspection: Inspection


def finding(
    file: Seen,
    code: str,
    severity: Severity,
    message: str,
    *,
    fix: str,
    requirement: str | None,
    value: str | None = None,
    place: str | None = None,
) -> Finding:
    """Return a finding on a file, by a rule of the profile."""
    return Finding(
        code=code,
        severity=severity,
        message=message,
        fix=fix,
        file=file.file.name,
        place=place,
        component=file.component,
        value=value,
        source=Source.OVERLAY,
        requirement=requirement,
    )
