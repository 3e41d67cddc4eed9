"""A report as JSON, for scripts: one object, written piece by piece."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from theatrum.checks.findings import Finding, Group, Match
from theatrum.checks.report.document import Report
from theatrum.checks.report.numbers import first_rows
from theatrum.checks.report.ordering import places

FIRST_ROWS = 10
_BATCH = 2_000
_ROW, _MATCH = '"row": ', '"match": '


def write_json(stream: BinaryIO, report: Report) -> None:
    """Write ``{"findings": [...], "groups": [...], "summary": {...}}`` in UTF-8; one finding a line."""
    pieces: list[str] = []
    for piece in _pieces(report):
        pieces.append(piece)
        if len(pieces) >= _BATCH:
            stream.write(_encoded(pieces))
            pieces.clear()
    stream.write(_encoded(pieces))


def _pieces(report: Report) -> Iterator[str]:
    yield '{"findings": ['
    yield from _separated(_findings(report))
    yield '], "groups": ['
    yield from _separated(_text(_group(report, group)) for group in report.groups)
    yield f'], "summary": {_text(summary(report))}}}\n'


def summary(report: Report) -> dict[str, object]:
    """Return the summary as JSON has it."""
    clean = report.clean_rows()
    return {
        "profile": report.profile,
        "model": report.model,
        "overlay": report.overlay,
        "engine": report.engine,
        "server": report.server,
        "time": report.started.isoformat(),
        "seconds": round(report.seconds, 3),
        "inputs": [
            {
                "file": one.file,
                "sheet": one.sheet,
                "component": one.component,
                "how_recognised": one.how_recognised,
                "rows": one.rows,
                "rows_without_errors": rows,
                "sha256": one.sha256,
                "size": one.size,
            }
            for one, rows in zip(report.inputs, clean, strict=True)
        ],
        "counts": {severity.value: count for severity, count in report.counts().items()},
        "codes": report.codes(),
        "not_checked": [{"file": one.file, "what": one.what, "why": one.why} for one in report.not_checked],
    }


def as_json(finding: Finding) -> dict[str, object]:
    """Return one finding as JSON has it: every key is always there."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "match": _of_match(finding.match),
        "column": finding.column,
        "place": finding.place,
        "message": finding.message,
        "value": finding.value,
        "value_class": finding.value_class,
        "fix": finding.fix,
        "suggestions": list(finding.suggestions),
        "component": finding.component,
        "verdict": finding.verdict.value if finding.verdict else None,
        "source": finding.source.value,
        "requirement": finding.requirement,
    }


def _of_match(match: Match | None) -> dict[str, object] | None:
    return None if match is None else {"offset": match.offset, "length": match.length, "hash": match.digest}


def _findings(report: Report) -> Iterator[str]:
    """Yield each finding's text. Those of one group differ in row and match only, so the rest is kept."""
    kept: dict[int, tuple[str, str]] = {}
    for group, row, match in places(report.groups):
        parts = kept.get(id(group))
        if parts is None:
            parts = kept[id(group)] = _around_row(report, group.finding)
        told = "null" if match is None else _text(_of_match(match))
        yield f"{parts[0]}{'null' if row is None else row}, {_MATCH}{told}{parts[1]}"


def _around_row(report: Report, finding: Finding) -> tuple[str, str]:
    fields = as_json(finding) | _of_report(report, finding)
    names = list(fields)
    place = names.index("row")
    before = _text({name: fields[name] for name in names[:place]}).removesuffix("}")
    after = _text({name: fields[name] for name in names[place + 2 :]}).removeprefix("{")
    return f"{before}, {_ROW}", f", {after}"


def _of_report(report: Report, finding: Finding) -> dict[str, object]:
    return {
        "attribute": report.model_path(finding),
        "release_code": report.release_code(finding.code, finding.column),
    }


def _group(report: Report, group: Group) -> dict[str, object]:
    fields = as_json(group.finding)
    del fields["row"]
    return {
        **fields,
        **_of_report(report, group.finding),
        "count": group.count,
        "first_rows": first_rows(group.rows, FIRST_ROWS),
    }


def _separated(texts: Iterator[str]) -> Iterator[str]:
    separator = "\n"
    for text in texts:
        yield separator + text
        separator = ",\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _encoded(pieces: list[str]) -> bytes:
    # Half a surrogate pair is no UTF-8; its escape is good JSON.
    return "".join(pieces).encode(errors="backslashreplace")
