"""What a schema has against a table, as groups of findings: each different value is worded once, for all its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from theatrum.checks.columns.judging import Fault, TablePlan, Verdict
from theatrum.checks.findings import Finding, Group, Severity, Source, grouped
from theatrum.checks.report.context import NO_CONTEXT, Context
from theatrum.checks.report.wording import word_value

# Different bad values of one keyword that are worded one by one; more are told together.
MOST_VALUES = 1_000
# Rows that break a rule about the whole row, worded one by one: what is to be mended may differ.
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How the faults of a table are told: by which plan they were found, in which words, how severe they are."""

    plan: TablePlan
    context: Context = NO_CONTEXT
    severity: Severity = Severity.ERROR


def word_faults(wording: Wording, verdict: Verdict, numbers: pl.Series) -> list[Group]:
    """Return the findings on a table; ``numbers`` are those of its rows. A column that is missing is told once."""
    found = [group for fault in verdict.faults for group in _told(wording, verdict, fault, numbers)]
    if wording.severity is Severity.ERROR:
        return found
    return [Group(replace(group.finding, severity=wording.severity), group.rows) for group in found]


def word_emptied(verdict: Verdict, numbers: pl.Series, *, component: str | None = None) -> list[Group]:
    """Return the words for missing that were read as empty cells."""
    return [
        Group(
            Finding(
                code="table.missing_word",
                severity=Severity.WARNING,
                message=f"{column} has a word for missing; it was read as an empty cell.",
                fix="Write what is known, or leave the cell empty where it may be.",
                column=column,
                value=word,
                source=Source.READING,
                component=component,
            ),
            _numbered(rows, numbers),
        )
        for column, word, rows in verdict.emptied
    ]


def _told(wording: Wording, verdict: Verdict, fault: Fault, numbers: pl.Series) -> Iterator[Group]:
    column = str(fault.instance[0]) if fault.instance else None
    if column is not None and column in verdict.frame.columns:
        yield from _cells(wording, verdict, fault, column, numbers)
    elif fault.keyword == "required" and fault.named is not None:
        yield from _required(wording, verdict, fault, numbers)
    else:
        yield from _rows(wording, verdict, fault, numbers)


def _cells(wording: Wording, verdict: Verdict, fault: Fault, column: str, numbers: pl.Series) -> Iterator[Group]:
    cells = pl.DataFrame({"row": fault.rows, "text": verdict.frame[column].gather(fault.rows)})
    by_text = cells.group_by("text", maintain_order=True).agg(pl.col("row"))
    template: Finding | None = None
    for rows in by_text["row"].head(MOST_VALUES):
        for finding in _findings(wording, verdict, fault, rows[0]):
            template = template or finding
            yield Group(finding, _numbered(rows, numbers))
    if by_text.height > MOST_VALUES and template is not None:
        rest = by_text["row"].tail(by_text.height - MOST_VALUES).explode().sort()
        yield Group(replace(template, value=None, suggestions=(), fix=None), _numbered(rest, numbers))


def _required(wording: Wording, verdict: Verdict, fault: Fault, numbers: pl.Series) -> Iterator[Group]:
    is_no_column = fault.named not in verdict.frame.columns and fault.walked == ("required",)
    for finding in _findings(wording, verdict, fault, fault.rows[0]):
        if is_no_column:
            yield Group(replace(finding, message=f"The column {fault.named} is missing; every row needs it."))
        else:
            yield Group(finding, _numbered(fault.rows, numbers))


def _rows(wording: Wording, verdict: Verdict, fault: Fault, numbers: pl.Series) -> Iterator[Group]:
    worded: list[Finding] = []
    for row in fault.rows.head(_MOST_ROWS):
        worded += [replace(finding, row=numbers[row]) for finding in _findings(wording, verdict, fault, row)]
    yield from grouped(worded)
    if len(fault.rows) > _MOST_ROWS and worded:
        rest = fault.rows.tail(len(fault.rows) - _MOST_ROWS)
        yield Group(replace(worded[-1], row=None), _numbered(rest, numbers))


def _findings(wording: Wording, verdict: Verdict, fault: Fault, row: int) -> list[Finding]:
    violation = wording.plan.violation(verdict.frame, fault, row)
    return [] if violation is None else word_value(wording.plan.schema, violation, wording.context)


def _numbered(rows: pl.Series, numbers: pl.Series) -> Sequence[int]:
    return tuple(numbers.gather(rows).to_list())
