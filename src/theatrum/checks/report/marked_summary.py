"""The first sheet of a marked workbook: what was checked, what was found, and what to mend."""

from collections.abc import Iterator, Sequence
from itertools import islice

from xlsxwriter.worksheet import Worksheet

from theatrum.checks.report.clusters import clusters_of
from theatrum.checks.report.document import Report
from theatrum.checks.report.marked_choices import FIRST_COLUMN, Choices
from theatrum.checks.report.marked_sheet import LONGEST_TEXT, Formats, MarkedSheet
from theatrum.checks.report.numbers import counted, row_ranges

# The groups of a hopeless table; nobody reads on.
MOST_GROUPS = 10_000
HEADER = (
    "severity",
    "sheet or file",
    "column",
    "count",
    "rows",
    "what is wrong",
    "value",
    "what to do",
    "code",
    "attribute",
)
_WIDTHS = (10, 28, 30, 8, 24, 60, 28, 60, 26, 44)
Line = tuple[str, ...]


def write_summary(
    sheet: Worksheet, report: Report, *, sheets: Sequence[MarkedSheet], choices: Choices, formats: Formats
) -> None:
    """Write the summary, and beside it in hidden columns the lists of permissible values."""
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    if choices.lists:
        sheet.set_column(FIRST_COLUMN, FIRST_COLUMN + len(choices.lists) - 1, 20, None, {"hidden": True})
    lines = list(_lines(report, sheets))
    lists = list(choices.lists)
    header = lines.index(HEADER)
    for row in range(max([len(lines), *map(len, lists)])):
        line = lines[row] if row < len(lines) else ()
        form = formats.bold if row in {0, header} else formats.wrapped if row > header else formats.text
        for position, text in enumerate(line):
            if text:
                sheet.write_string(row, position, text[:LONGEST_TEXT], form)
        for position, values in enumerate(lists, start=FIRST_COLUMN):
            if row < len(values):
                sheet.write_string(row, position, values[row], formats.text)


def _lines(report: Report, sheets: Sequence[MarkedSheet]) -> Iterator[Line]:
    yield (f"Checked by Theatrum {report.engine} on {report.started:%Y-%m-%d %H:%M %Z}",)
    yield (f"Profile {report.profile}, data model {report.model}, overlay {report.overlay}",)
    found = [f"{count:,} {severity.value}" for severity, count in report.counts().items()]
    yield (", ".join(found),)
    yield ("Coloured cells: red is an error, yellow a warning, violet pending, blue a note. Row 1 is sheet row 2.",)
    clean = {(one.file, one.sheet): rows for one, rows in zip(report.inputs, report.clean_rows(), strict=True)}
    for one in sheets:
        rows = clean.get((one.input.file, one.input.sheet))
        of = f" of {counted(one.rows, 'row')} clean" if rows is not None else ""
        source = one.input.file if one.input.sheet is None else f"{one.input.file}, sheet {one.input.sheet}"
        yield (f"Sheet {one.name}: {source}{f', {rows:,}{of}' if of else ''}",)
        yield from ((f"Sheet {one.name}: {note}",) for note in sorted(one.notes))
    for left in report.not_checked:
        why = left.why.rstrip(".")
        place = f"{left.file}: " if left.file else ""
        yield (f"Not checked: {place}{left.what}. {why[:1].upper()}{why[1:]}.",)
    yield ()
    yield HEADER
    yield from islice(_groups(report, sheets), MOST_GROUPS)
    if len(report.groups) > MOST_GROUPS:
        yield (f"{len(report.groups) - MOST_GROUPS:,} more groups are left out.",)


def _groups(report: Report, sheets: Sequence[MarkedSheet]) -> Iterator[Line]:
    names = {(one.input.file, one.input.sheet): one.name for one in sheets}
    for cluster in clusters_of(report.groups, None):
        for group in cluster.groups:
            finding = group.finding
            yield (
                finding.severity.value,
                names.get((finding.file or "", finding.sheet)) or finding.file or "",
                finding.column or "",
                f"{group.count}",
                row_ranges(group.rows),
                finding.message,
                finding.value or "",
                finding.fix or "",
                finding.code,
                report.model_url(finding) or report.model_path(finding) or "",
            )
