"""The end of a report in a terminal: counts, what was not checked, where to begin, and which command comes next."""

from collections.abc import Iterator, Sequence

from theatrum.checks.findings import Severity
from theatrum.checks.report.clusters import Cluster, Urgency, missing_columns
from theatrum.checks.report.document import Report
from theatrum.checks.report.look import Look, printable
from theatrum.checks.report.numbers import counted

FIRST_STEPS = 3
_ROW_ONE = "Row 1 is the first row below the header; a spreadsheet calls it row 2."
_WHOLE = "Correct {file}: {message}"
Sections = Sequence[Sequence[Cluster]]
_STEPS = {
    Urgency.UNREADABLE: "Make {file} readable: {message}",
    Urgency.PRIVATE: "Take identifying data out of {file}: {message}",
    Urgency.HEADER: "Correct the columns of {file}: {message}",
    Urgency.CELLS: "Correct {column} in {file} ({places}).",
    Urgency.FILES: "Put right {file}: {message}",
    Urgency.LINKS: "Correct links in {file}: {message}",
}


def closing(report: Report, sections: Sections, look: Look) -> Iterator[str]:
    """Yield the summary."""
    yield look.faint("-" * min(look.width, 80))
    yield from _counts(report, look)
    yield from _not_checked(report, look)
    yield from _steps(report, sections, look)
    gate = " as the stage gate does," if look.is_final else ""
    judged = f"Judged by Theatrum {report.engine}, {report.profile} {report.model}, overlay {report.overlay},"
    yield from (look.faint(line) for line in look.wrapped(f"{judged}{gate} in {report.seconds:.1f} s.", "", ""))


def _counts(report: Report, look: Look) -> Iterator[str]:
    tables = [one for one in report.inputs if one.rows is not None]
    clean = sum(rows for rows in report.clean_rows() if rows is not None)
    rows = sum(one.rows or 0 for one in tables)
    files = len({one.file for one in report.inputs})
    yield f"{counted(files, 'file')}, {counted(len(tables), 'table')}: {clean:,} of {counted(rows, 'row')} clean."
    counts = report.counts()
    parts = [look.severity(severity, _noun(severity, counts[severity])) for severity in Severity if counts[severity]]
    yield f"Found: {', '.join(parts)}." if parts else look.good("Nothing was found to mend.")


def _noun(severity: Severity, count: int) -> str:
    return f"{count:,} pending" if severity is Severity.PENDING else counted(count, severity.value)


def _not_checked(report: Report, look: Look) -> Iterator[str]:
    """Yield what has not passed, by the reason why nobody looked at it."""
    if report.not_checked:
        yield look.bold("Not checked, so not passed:")
    by_reason: dict[str, list[str]] = {}
    for one in report.not_checked:
        by_reason.setdefault(one.why.rstrip("."), []).append(f"{one.file}: {one.what}" if one.file else one.what)
    for why, things in by_reason.items():
        yield from look.wrapped(f"{'; '.join(things)}. {why[:1].upper()}{why[1:]}.", "  ", "    ")


def _steps(report: Report, sections: Sections, look: Look) -> Iterator[str]:
    counts = report.counts()
    if counts[Severity.ERROR]:
        yield ""
        yield look.bold("Begin here:")
        for number, step in enumerate(_first_steps(sections), start=1):
            yield from look.wrapped(step, f"  {number}. ", "     ")
        if any(len(group.rows) for group in report.groups):
            yield from look.wrapped(_ROW_ONE, "", "")
        yield from _command("Correct, and check again:", look.command, look)
        # What is being checked may be a marked workbook itself.
        name = "marked.xlsx" if "marked.xlsx" not in look.command else "marked-again.xlsx"
        marked = f"{look.command} --output {name}"
        yield from _command("To see each finding in its cell:", marked, look)
    elif counts[Severity.PENDING]:
        yield from _pending(look)


def _pending(look: Look) -> Iterator[str]:
    text = "Pending links point to records that are not here. They may come later, or be known to the server already."
    yield from look.wrapped(text, "", "")
    yield from _command("To look them up among known identifiers:", f"{look.command} --known FILE_OR_URL", look)


def _command(what: str, command: str, look: Look) -> Iterator[str]:
    yield what
    yield "  " + look.advice(printable(command))


def _first_steps(sections: Sections) -> list[str]:
    steps: list[tuple[Urgency, int, str]] = []
    for clusters in sections:
        errors = [cluster for cluster in clusters if cluster.finding.severity is Severity.ERROR]
        lacking = missing_columns(errors)
        if len(lacking) > 1:
            text = f"Add the {len(lacking):,} missing columns of {_place(lacking[0])}."
            steps.append((Urgency.HEADER, -len(lacking), text))
            errors = [cluster for cluster in errors if cluster not in lacking]
        steps += [(cluster.urgency, -cluster.count, _step(cluster)) for cluster in errors]
    return list(dict.fromkeys(text for _, _, text in sorted(steps, key=lambda step: step[:2])))[:FIRST_STEPS]


def _step(cluster: Cluster) -> str:
    template = _STEPS[cluster.urgency] if cluster.has_rows or cluster.urgency is not Urgency.CELLS else _WHOLE
    places = counted(cluster.count, "cell" if cluster.finding.column else "row")
    column = cluster.finding.column or "the rows"
    return template.format(file=_place(cluster), message=cluster.message, column=column, places=places)


def _place(cluster: Cluster) -> str:
    files, sheet = cluster.files, cluster.finding.sheet
    if len(files) > 1:
        return counted(len(files), "file")
    if not files:
        return "the submission"
    return files[0] if sheet is None else f"{files[0]}, sheet {sheet}"
