"""What is wrong in the rows of a record set, as its page lists it: one thing to mend, and where it stands."""

from dataclasses import dataclass, field

from theatrum.checks.report.numbers import counted
from theatrum.doors.web.pages.entities.excepting import Mark, Marker, told
from theatrum.doors.web.pages.entities.problems import new_advice
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.told import without_values

# So many are shown at once; the others open on request.
SHOWN = 20
SEVERITIES = {"error": "Error", "warning": "Warning", "pending": "Pending", "note": "Note"}


@dataclass(frozen=True)
class Found:
    """One value that stands in cells, how many and in which rows, and what to write instead."""

    value: str
    places: str
    fix: str


@dataclass(frozen=True)
class RowProblem:
    """One thing to mend in one column, or in rows as a whole."""

    where: str
    severity: str
    severity_word: str
    message: str
    places: str
    values: list[Found]
    more: str
    fix: str
    mark: Mark = field(default_factory=Mark)


def row_problems(verdict: RowsVerdict, *, with_values: bool, marker: Marker | None = None) -> list[RowProblem]:
    """Return what to mend, the most urgent first. Values are shown to those only who may see the rows."""
    findings = verdict.findings if with_values else [without_values(one) for one in verdict.findings]
    problems = [_problem(finding, verdict.rows, marker or Marker()) for finding in findings]
    # What is excepted comes last: nobody has to do anything about it.
    return sorted(problems, key=lambda one: one.mark.is_excepted)


def values(verdict: RowsVerdict | None, *, with_values: bool, marker: Marker | None = None) -> dict[str, object]:
    """Return the values for ``entities/rows_validation.html``."""
    found = row_problems(verdict, with_values=with_values, marker=marker) if verdict else []
    to_mend = sum(problem.severity == "error" and not problem.mark.is_excepted for problem in found)
    return {
        "rows_verdict": verdict,
        "rows_problems": found[:SHOWN],
        "more_problems": found[SHOWN:],
        "to_mend": to_mend + (verdict.left_out if verdict else 0),
    }


def _problem(finding: JsonObject, rows: int, marker: Marker) -> RowProblem:
    severity, message = str(finding["severity"]), str(finding["message"])
    found = finding["values"]
    held = [_found(one, message) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return RowProblem(
        where=str(finding["column"] or ""),
        severity="warning" if severity in {"warning", "pending"} else severity,
        severity_word=SEVERITIES.get(severity, "Error"),
        message=message,
        places="" if held else _places(finding, rows),
        values=held,
        more=_more(finding),
        fix=new_advice(str(finding["fix"] or ""), message),
        mark=marker.mark(told(finding)),
    )


def _found(value: JsonObject, message: str) -> Found:
    return Found(str(value["value"]), _counted(value, "cell"), new_advice(str(value["fix"] or ""), message))


def _places(finding: JsonObject, rows: int) -> str:
    if finding["is_everywhere"]:
        return f"In every row ({rows:,})." if rows else ""
    return _counted(finding, "cell" if finding["column"] else "row")


def _counted(told: JsonObject, thing: str) -> str:
    count, where = told["count"], str(told["rows"])
    if not isinstance(count, int) or not where:
        return ""
    if thing == "row":
        return f"Row {where}." if count == 1 else f"{count:,} rows: {where}."
    return f"In row {where}." if count == 1 else f"{counted(count, thing)}, in rows {where}."


def _more(finding: JsonObject) -> str:
    values, cells = finding["more_values"], finding["more_count"]
    if not isinstance(values, int) or not isinstance(cells, int) or not values:
        return ""
    return f"And {counted(cells, 'cell')} with {counted(values, 'other value')}."
