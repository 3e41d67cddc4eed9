"""Times that contradict one another: an end before its start, something after death."""

import polars as pl

from theatrum.checks.columns.reading import NUMBER
from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.lineage import own_codes
from theatrum.checks.links.places import located
from theatrum.checks.links.repeating import repeated
from theatrum.checks.links.rows import pick_in
from theatrum.checks.links.tables import ROW
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import Event, LimitRule

_OWNER = pl.UInt32


def check_order(case: Case) -> list[Group]:
    """Report times that are before another one in the same row."""
    groups: list[Group] = []
    for rule in case.rules.order:
        if not case.tables.has_column(rule.component, rule.then):
            continue
        first, then = (_ages(case, rule.component, column) for column in (rule.first, rule.then))
        wrong = case.tables.rows(rule.component).filter((then < first).fill_null(value=False))
        message = f"{rule.then} lies before {rule.first}."
        fix = "Correct one of the two."
        found = case.finding("links.order", rule.strength, message, fix=fix, requirement=rule.requirement)
        groups += located(case.tables, found, wrong, column=rule.then)
    return groups


def check_limits(case: Case) -> list[Group]:
    """Report events of a participant that come later than they can."""
    return [group for rule in case.rules.limits for group in _limit(case, rule)]


def _limit(case: Case, rule: LimitRule) -> list[Group]:
    bounds = _events(case, rule.limit)
    if bounds.is_empty():
        return []
    latest = bounds.group_by("participant").agg(pl.col("age").max().alias("latest"))
    found = case.finding("links.order", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement)
    groups: list[Group] = []
    for event in (event for event in rule.events if case.tables.has_column(event.component, event.column)):
        late = _events(case, event).join(latest, on="participant").filter(pl.col("age") > pl.col("latest"))
        groups += located(case.tables, found, late["row"], column=event.column)
    return groups


def _events(case: Case, event: Event) -> pl.DataFrame:
    """Return ``row``, ``participant`` and ``age`` where all of them are known."""
    rows = case.tables.rows(event.component)
    if rows.is_empty():
        return pl.DataFrame(schema={"row": ROW, "participant": _OWNER, "age": pl.Float64})
    ages = _ages(case, event.component, event.column)
    frame = pl.DataFrame({"row": rows, "participant": _participants(case, event.component), "age": ages}).drop_nulls()
    if event.but_not:
        frame = frame.filter(~pl.col("row").is_in(pick_in(case, event.component, event.but_not).implode()))
    return frame


def _ages(case: Case, component: str, column: str) -> pl.Series:
    """Return a column as numbers; null where a cell is none, or stands for an age not known."""
    texts = case.tables.column(component, column).str.strip_chars()
    frame = pl.DataFrame({"text": texts})
    number = pl.when(pl.col("text").str.contains(NUMBER)).then(pl.col("text")).cast(pl.Float64, strict=False)
    return frame.select(
        pl.when(~number.is_in([float(number) for number in case.rules.no_age])).then(number)
    ).to_series()


def _participants(case: Case, component: str) -> pl.Series:
    """Return the owner's code of the one participant that each row is about; null where that is unclear."""
    first, end = case.tables.span(component)
    owners = repeated(None, end - first, _OWNER)
    named = [rule.column for rule in case.rules.references if component in rule.components and rule.kind == PARTICIPANT]
    named += [rule.column for rule in case.rules.kinds if component in rule.components and rule.kind == PARTICIPANT]
    for column in named:
        cells = case.ids.column(component, column, [PARTICIPANT])
        owners = owners.scatter(cells["row"] - first, case.ids.owners.gather(cells["code"]))
    if named:
        return owners
    codes = own_codes(case.tables, case.ids, case.rules, component)
    low, high = case.above.low.gather(codes), case.above.high.gather(codes)
    frame = pl.DataFrame({"low": low, "high": high})
    return frame.select(pl.when(pl.col("low") == pl.col("high")).then(pl.col("low") - 1)).to_series()
