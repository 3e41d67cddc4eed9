"""Holds the files of reads of a submission together that belong together: mates, indexes, lanes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.inspection import Inspection
from theatrum.checks.formats.sequencing.pairs import ReadFile, check_pairs
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.found import Found

_READS = "fastq"


def about_pairs(
    files: Sequence[Found],
    looked: Mapping[Path, Inspection],
    declared: Mapping[Path, Mapping[str, str]],
    profile: Profile,
) -> Iterator[Finding]:
    """Yield what is wrong between files of reads, as far as they were looked at; files of a folder go together."""
    rules = profile.inspections.reads
    reads = {file.name: file for file in files if _is_reads(looked.get(file.path))}
    together = [
        ReadFile(
            name=file.path.name,
            facts=looked[file.path].facts,
            indicator=_cell(declared.get(file.path), rules.indicator),
            group=file.folder,
            is_paired=rules.is_paired(_cell(declared.get(file.path), rules.layout)),
        )
        for file in reads.values()
    ]
    names = {(file.folder, file.path.name): file for file in reads.values()}
    for read, finding in check_pairs(together):
        file = names[read.group, read.name]
        rule = profile.inspections.rule_for(finding.code, file.component)
        severity = rule.severity if rule and rule.severity else finding.severity.value
        if severity != "off":
            yield replace(
                finding,
                file=file.name,
                severity=Severity(severity),
                component=file.component,
                requirement=rule.requirement if rule else None,
                source=Source.OVERLAY if rule else Source.READING,
            )


def _is_reads(inspection: Inspection | None) -> bool:
    return inspection is not None and inspection.label == _READS


def _cell(row: Mapping[str, str] | None, column: str | None) -> str | None:
    return row.get(column) if row and column else None
