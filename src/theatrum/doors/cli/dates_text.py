"""What ``theatrum dates`` shows: rows and columns, never what stands in a cell."""

from collections.abc import Iterator, Sequence

from theatrum.checks.dates.planning import Plan
from theatrum.checks.dates.writings import holds_date
from theatrum.checks.findings import Group
from theatrum.checks.report.look import printable
from theatrum.checks.report.numbers import counted, row_ranges
from theatrum.kernel.jsontext import JsonValue

_NAMELESS = "(named after a date)"


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield what becomes of the columns of a table."""
    yield f"{_table(plan.sheet.file, plan.sheet.sheet)}: {counted(plan.sheet.height, 'row')}"
    fates = list(_fates(plan))
    width = max((len(name) for name, _ in fates), default=0)
    yield from (f"  {name:<{width}}  {fate}" for name, fate in fates)
    rest = len(plan.sheet.columns) - len(fates)
    yield f"  {counted(rest, 'other column stays', 'other columns stay')} unchanged"


def finding_lines(groups: Sequence[Group]) -> Iterator[str]:
    """Yield a line for each thing that was found, errors first."""
    for group in sorted(groups, key=lambda group: group.finding.severity != "error"):
        finding = group.finding
        where = [_table(finding.file or "", finding.sheet)]
        where += [f"column {shown(finding.column)}"] if finding.column else []
        where += [f"{'rows' if len(group.rows) > 1 else 'row'} {row_ranges(group.rows)}"] if group.rows else []
        yield f"{finding.severity}: {', '.join(where)}: {finding.message} {finding.fix or ''}".rstrip()


def as_facts(plans: Sequence[Plan], groups: Sequence[Group]) -> JsonValue:
    """Return the same for scripts."""
    return {
        "tables": [
            {
                "file": plan.sheet.file,
                "sheet": _sheet(plan.sheet.sheet),
                "rows": plan.sheet.height,
                "becomes": {shown(name): target for name, target in plan.targets().items()},
                "dropped": {shown(name): why for name, why in plan.dropped.items()},
            }
            for plan in plans
        ],
        "findings": [
            {
                "code": group.finding.code,
                "severity": str(group.finding.severity),
                "file": group.finding.file,
                "sheet": _sheet(group.finding.sheet),
                "column": shown(group.finding.column) if group.finding.column else None,
                "rows": [*group.rows],
                "message": group.finding.message,
                "fix": group.finding.fix,
            }
            for group in groups
        ],
    }


def shown(name: str) -> str:
    """Return the name of a column as it may be shown."""
    return _NAMELESS if holds_date(name) else printable(name)


def _fates(plan: Plan) -> Iterator[tuple[str, str]]:
    for name in plan.sheet.columns:
        if name in plan.ages:
            yield shown(name), f"becomes {plan.ages[name]}{' (by its name)' if name in plan.guessed else ''}"
        elif name in plan.indexed:
            yield shown(name), f"is counted from birth as {plan.indexed[name].target}"
        elif name in plan.dropped:
            yield shown(name), f"is left out: {plan.dropped[name]}"


def _sheet(name: str | None) -> str | None:
    return None if name is None else shown(name)


def _table(file: str, sheet: str | None) -> str:
    return f"{printable(file)}, sheet {_sheet(sheet)}" if sheet is not None else printable(file)
