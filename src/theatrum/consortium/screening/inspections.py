"""What an inspection means: texts and forbidden fields through the judge, notes as findings."""

from dataclasses import replace

from theatrum.checks.findings import Finding, Source
from theatrum.checks.formats.inspecting import Inspection
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.privacy.judging import Judge


def judge_inspection(inspection: Inspection, judge: Judge, asked: Asked) -> list[Finding]:
    """Return the findings on what was seen of a file; the caller adds the file."""
    found: list[Finding] = []
    for text in inspection.texts:
        context = Context(Where.HEADER, text.name, asked.component)
        found += [replace(one, place=text.place) for one in judge.text(text.text, context)]
    for field in inspection.forbidden:
        context = Context(Where.HEADER, field.name, asked.component)
        found.append(replace(judge.field(field.kind, field.text, context), place=field.place))
    for member in inspection.members:
        context = Context(Where.NAME, component=asked.component)
        found += [replace(one, place=member.path) for one in judge.text(member.path, context)]
    for note in inspection.noted:
        found.append(
            Finding(
                code=note.code,
                severity=note.severity,
                message=note.message,
                fix=note.fix,
                place=note.place,
                source=Source.READING,
            )
        )
    return found
