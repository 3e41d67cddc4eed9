"""The verdict on rows in the three fields of the wire: what is wrong and where, without any cell in it."""

from theatrum.checks.report.numbers import counted
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.records.judging import Outcome

MOST_MESSAGES = 100


def exception(outcome: Outcome) -> JsonObject:
    """Return the fields of ValidationResults that an invalid record set has.

    Whoever may read the record set reads them; the cells are for those who may download its file.
    """
    causes = [_cause(one) for one in outcome.findings if one["severity"] == "error"][:MOST_MESSAGES]
    rows = outcome.valid_rows + outcome.invalid_rows
    message = f"{outcome.invalid_rows:,} of {counted(rows, 'row')} invalid"
    if not outcome.invalid_rows and causes:
        message = str(causes[0]["message"])
    root: JsonObject = {"pointerToViolation": "#", "message": message, "causingExceptions": [*causes]}
    return {
        "validationErrorMessage": message,
        "allValidationMessages": [f"{one['pointerToViolation']}: {one['message']}" for one in causes],
        "validationException": root,
    }


def _cause(finding: JsonObject) -> JsonObject:
    column, count = finding["column"], finding["count"]
    where = f" ({counted(count, 'row')})" if isinstance(count, int) and count else ""
    return {
        "pointerToViolation": f"#/{column}" if column else "#",
        "message": f"{finding['message']}{where}",
        "causingExceptions": [],
    }
