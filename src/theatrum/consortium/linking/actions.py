"""Storing what the check of a center's links came to."""

from collections.abc import Iterator

from theatrum.checks.findings import Group, Severity
from theatrum.consortium.linking.center import Judgement
from theatrum.consortium.linking.models import Part, Problem, Report
from theatrum.consortium.linking.reading import PartKey, Read
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit

MOST_PROBLEMS = 5_000
MOST_ROWS = 500
_ORDER = tuple(Severity)
_BATCH = 500


def store_report(*, actor: Actor, judgement: Judgement) -> Report:
    """Put a report in the place of the one before."""
    scope, groups = judgement.scope, _in_order(judgement.groups)
    Report.objects.filter(project=scope.project, release=scope.release).delete()
    report = Report.objects.create(
        project=scope.project,
        release=scope.release,
        center=scope.center,
        started_on=judgement.started_on,
        seconds=judgement.seconds,
        sequence=judgement.sequence,
        wanted_by=actor.id,
        engine=judgement.engine,
        overlay=judgement.overlay,
        rows=judgement.gathered.rows,
        left_out=max(0, len(groups) - MOST_PROBLEMS),
    )
    parts = {key: _part(report, read) for key, read in judgement.gathered.parts.items()}
    Part.objects.bulk_create(parts.values(), batch_size=_BATCH)
    problems = _problems(report, groups[:MOST_PROBLEMS], parts, judgement.gathered.parts)
    Problem.objects.bulk_create(problems, batch_size=_BATCH)
    audit.record(
        actor.id,
        "links_checked",
        subject_kind="center",
        subject_id=scope.center,
        after={"release": scope.release, "problems": len(groups), "rows": judgement.gathered.rows},
    )
    return report


def _in_order(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: _ORDER.index(group.finding.severity))


def _part(report: Report, read: Read) -> Part:
    return Part(
        report=report,
        node_id=read.node_id,
        component=read.component,
        version=read.version,
        rows=read.rows,
        trouble=read.trouble,
    )


def _problems(
    report: Report, groups: list[Group], parts: dict[PartKey, Part], read: dict[PartKey, Read]
) -> Iterator[Problem]:
    for position, group in enumerate(groups):
        finding = group.finding
        key = (finding.component or "", finding.file or "")
        rows = list(group.rows[:MOST_ROWS])
        files = read[key].files if key in read else []
        yield Problem(
            report=report,
            part=parts.get(key),
            position=position,
            code=finding.code,
            severity=finding.severity.value,
            component=finding.component or "",
            column=finding.column or "",
            message=finding.message,
            fix=finding.fix or "",
            requirement=finding.requirement or "",
            value=finding.value or "",
            rows=[files[row - 1] for row in rows] if files else rows,
            count=group.count,
        )
