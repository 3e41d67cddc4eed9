"""A report as CSV, one line a finding, for spreadsheets.

UTF-8 with a byte order mark, so that Excel reads it as such. A cell that a spreadsheet would take for a formula is
written with an apostrophe before it: the text of a data file never runs. Programs that need the exact text take the
JSON report.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from theatrum.checks.findings import Finding
from theatrum.checks.report.document import Report
from theatrum.checks.report.ordering import places

COLUMNS = (
    "severity",
    "file",
    "sheet",
    "row",
    "column",
    "message",
    "value",
    "fix",
    "suggestions",
    "component",
    "code",
    "source",
    "requirement",
    "attribute",
    "place",
    "verdict",
    "offset",
    "length",
    "hash",
)
_ROW = COLUMNS.index("row")
_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BATCH = 2_000
_NO_MATCH = ",,,\r\n"


def write_csv(stream: BinaryIO, report: Report) -> None:
    """Write a header and one line a finding, in the stable order."""
    stream.write(b"\xef\xbb\xbf")
    lines = [_line(COLUMNS)]
    for line in _lines(report):
        lines.append(line)
        if len(lines) >= _BATCH:
            stream.write("".join(lines).encode(errors="backslashreplace"))
            lines.clear()
    stream.write("".join(lines).encode(errors="backslashreplace"))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_BEGIN_FORMULAS) else text


def _lines(report: Report) -> Iterator[str]:
    """Yield each finding's line. Those of one group differ in row and match only, so the rest is kept."""
    kept: dict[int, tuple[str, str]] = {}
    for group, row, match in places(report.groups):
        parts = kept.get(id(group))
        if parts is None:
            cells = _cells(report, group.finding)
            before, after = _line(cells[:_ROW]), _line(cells[_ROW + 1 :])
            parts = kept[id(group)] = before.removesuffix("\r\n"), after.removesuffix("\r\n")
        end = _NO_MATCH if match is None else f",{match.offset},{match.length},{match.digest}\r\n"
        yield f"{parts[0]},{'' if row is None else row},{parts[1]}{end}"


def _cells(report: Report, finding: Finding) -> list[str]:
    texts = (
        finding.severity.value,
        finding.file,
        finding.sheet,
        None,
        finding.column,
        finding.message,
        finding.value,
        finding.fix,
        " | ".join(finding.suggestions),
        finding.component,
        finding.code,
        finding.source.value,
        finding.requirement,
        report.model_url(finding) or report.model_path(finding),
        finding.place,
        finding.verdict.value if finding.verdict else None,
    )
    return [harmless(text or "") for text in texts]


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
