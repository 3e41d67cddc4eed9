"""The end of a report in a terminal: counts, what was not checked, where to begin, and which command comes next."""

from collections.abc import Iterator, Sequence

from theatrum.checks.findings import Group, Severity
from theatrum.checks.report.asides import Asides
from theatrum.checks.report.clusters import Cluster, Urgency, missing_columns
from theatrum.checks.report.document import Report
from theatrum.checks.report.look import Look, printable
from theatrum.checks.report.numbers import counted

FIRST_STEPS = 3
# Of what was not checked for one reason.
THINGS_SHOWN = 3
_ROW_ONE = "Row 1 is the first row below the header; a spreadsheet calls it row 2."
_REDACT = "theatrum redact"
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


def closing(report: Report, asides: Asides, sections: Sections, look: Look) -> Iterator[str]:
    """Yield the summary."""
    yield look.faint("-" * min(look.width, 80))
    yield from _counts(report, asides, look)
    yield from _not_checked(report, asides, look)
    yield from _steps(asides, sections, look)
    gate = " as the stage gate does," if look.is_final else ""
    judged = f"Judged by Theatrum {report.engine}, {report.profile} {report.model}, overlay {report.overlay},"
    yield from (look.faint(line) for line in look.wrapped(f"{judged}{gate} in {report.seconds:.1f} s.", "", ""))


def _counts(report: Report, asides: Asides, look: Look) -> Iterator[str]:
    tables = [one for one in report.inputs if one.rows is not None]
    clean = sum(rows for rows in report.clean_rows() if rows is not None)
    rows = sum(one.rows or 0 for one in tables)
    files = max(report.files, len({one.file for one in report.inputs}))
    told = f"{counted(len(tables), 'table')}: {clean:,} of {counted(rows, 'row')} clean" if tables else "no table"
    yield f"{counted(files, 'file')}, {told}."
    counts = {severity: asides.count(severity) for severity in Severity}
    parts = [look.severity(severity, noun(severity, counts[severity])) for severity in Severity if counts[severity]]
    yield f"Found: {', '.join(parts)}." if parts else look.good("Nothing was found to mend.")
    if any(len(group.rows) for group in asides.shown):
        yield from look.wrapped(_ROW_ONE, "", "")
    if asides.oddities:
        oddities = counted(len(asides.oddities), "known oddity", "known oddities")
        yield from look.wrapped(f"The data model has {oddities} of its own; --all lists them.", "", "")


def noun(severity: Severity, count: int) -> str:
    """Write how many findings of a severity there are."""
    return f"{count:,} pending" if severity is Severity.PENDING else counted(count, severity.value)


def _not_checked(report: Report, asides: Asides, look: Look) -> Iterator[str]:
    """Yield what has not passed, by the reason why nobody looked at it."""
    by_reason: dict[str, list[str]] = {}
    for one in report.not_checked:
        by_reason.setdefault(one.why.rstrip("."), []).append(f"{one.file}: {one.what}" if one.file else one.what)
    told = [f"{_listed(things, look)}. {why[:1].upper()}{why[1:]}." for why, things in by_reason.items()]
    told += _unlinked(asides.unlinked)
    messages = dict.fromkeys(group.finding.message.removeprefix("Not checked here: ") for group in asides.unjudged)
    told += [f"{message[:1].upper()}{message[1:]}" for message in messages]
    if told:
        yield look.bold("Not checked, so not passed:")
    for text in told:
        yield from look.wrapped(text, "  ", "    ")


def _listed(things: Sequence[str], look: Look) -> str:
    shown = things if look.show_all else things[:THINGS_SHOWN]
    left = len(things) - len(shown)
    return "; ".join([*shown, f"{left:,} more, which --all lists"] if left else shown)


def _unlinked(groups: Sequence[Group]) -> Iterator[str]:
    if groups:
        named = sorted({group.finding.column for group in groups if group.finding.column})
        columns = f" ({', '.join(named)})" if named else ""
        yield f"Links to other tables{columns}. Only this table was given: check it together with the others."


def _steps(asides: Asides, sections: Sections, look: Look) -> Iterator[str]:
    if asides.count(Severity.ERROR):
        yield ""
        yield look.bold("Begin here:")
        for number, step in enumerate(_first_steps(sections), start=1):
            yield from look.wrapped(step, f"  {number}. ", "     ")
        if any((group.finding.fix or "").startswith(_REDACT) for group in asides.shown):
            redact = " ".join([_REDACT, *look.paths, "--output cleaned"])
            yield from _command("To write copies without what stands in headers:", redact, look)
        yield from _command("Correct, and check again:", look.command, look)
        # What is being checked may be a marked workbook itself.
        name = "marked.xlsx" if "marked.xlsx" not in look.command else "marked-again.xlsx"
        marked = f"{look.command} --output {name}"
        yield from _command("To see each finding in its cell:", marked, look)
    elif asides.count(Severity.PENDING):
        yield from _pending(look)
    else:
        yield from _next(asides, look)


def _next(asides: Asides, look: Look) -> Iterator[str]:
    """Yield what comes after a check that found no errors."""
    what = "warnings do not stop it, and are worth a look" if asides.count(Severity.WARNING) else ""
    if asides.unlinked:
        return
    yield ""
    if look.is_final:
        yield from look.wrapped(f"This can be submitted and staged as it is{what and '; '}{what}.", "", "")
        return
    yield from look.wrapped(f"This can be submitted as it is{what and '; '}{what}.", "", "")
    yield from _command("Once everything is there, check as the stage gate does:", f"{look.command} --final", look)


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
