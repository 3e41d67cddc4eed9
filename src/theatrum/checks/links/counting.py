"""How many rows there are: of each participant, and of a component at all."""

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.graph import CODE
from theatrum.checks.links.lineage import slot_mask
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import CountRule


def check_counts(case: Case) -> list[Group]:
    """Report participants that have too few or too many rows of a component."""
    groups: list[Group] = []
    if PARTICIPANT not in case.ids.names:
        return groups
    for rule in case.rules.counts:
        groups += _too_few(case, rule) if rule.at_least is not None else []
        groups += _too_many(case, rule) if rule.at_most is not None else []
    return groups


def check_too_many(case: Case) -> list[Group]:
    """Report participants that have too many rows of a component, as ``check_counts`` does."""
    if PARTICIPANT not in case.ids.names:
        return []
    return [group for rule in case.rules.counts if rule.at_most is not None for group in _too_many(case, rule)]


def _too_few(case: Case, rule: CountRule) -> list[Group]:
    codes = case.ids.column(rule.component, rule.column, [PARTICIPANT])["code"]
    known = case.ids.known.filter(pl.col("component") == rule.component)
    is_participant = case.ids.of_kind(PARTICIPANT)
    given = is_participant & case.presence.is_given
    if not given.any():
        return []
    above = known["parent"].drop_nulls()
    counted = pl.concat([codes, known["code"].filter(is_participant.gather(known["code"])), above])
    counts = counted.value_counts(name="count")
    enough = counts.filter(pl.col("count") >= (rule.at_least or 0))
    has_enough = case.ids.no().scatter(enough[counted.name], True)
    lacking = given & ~has_enough & ~slot_mask(case.ids, rule.exempt)
    found = case.finding("cardinality.missing", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement)
    column = next((kind.column for kind in case.rules.kinds if kind.kind == PARTICIPANT), None)
    return case.at(found, case.presence.rows.filter(lacking), column=column)


def _too_many(case: Case, rule: CountRule) -> list[Group]:
    cells = case.ids.column(rule.component, rule.column, [PARTICIPANT])
    if cells.is_empty():
        return []
    cells = cells.filter(~pl.col("row").is_in(pl.Series(case.copies, dtype=CODE).implode()))
    wrong = cells.filter(pl.len().over("code") > (rule.at_most or 0))
    wrong = wrong.filter(~slot_mask(case.ids, rule.exempt).gather(wrong["code"]))
    found = case.finding(
        "cardinality.too_many", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement
    )
    return case.at(found, wrong["row"], wrong["code"], column=rule.column)


def check_records(case: Case) -> list[Group]:
    """Report components of which a submission needs rows and has none."""
    if not case.tables.height:
        return []
    groups: list[Group] = []
    for rule in case.rules.records:
        is_known = case.ids.known["component"].is_in(rule.components).any()
        if not case.tables.has(rule.components) and not is_known:
            found = case.finding(
                "cardinality.no_records", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement
            )
            groups.append(Group(found))
    return groups
