"""References: what a column names must be there. And participants of a kind that have no place in a column."""

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.case import Case
from theatrum.checks.links.lineage import slot_mask
from theatrum.checks.links.places import either
from theatrum.checks.links.targets import missing
from theatrum.checks.profile.link_shapes import NOTE, ReferenceRule


def check_references(case: Case) -> list[Group]:
    """Report identifiers that are named and not given out anywhere."""
    return [
        group
        for rule in case.rules.references
        for component in rule.components
        for group in (_beyond if rule.beyond else _reference)(case, rule, component)
    ]


def _reference(case: Case, rule: ReferenceRule, component: str) -> list[Group]:
    cells = case.ids.column(component, rule.column, [rule.kind])
    if cells.is_empty():
        return []
    is_there = case.presence.is_given | case.presence.is_known
    absent = ~(is_there & _of_targets(case, rule)) & ~slot_mask(case.ids, rule.exempt)
    wrong = cells.filter(absent.gather(cells["code"]))
    givers = rule.targets or [name for kind in case.rules.kinds if kind.kind == rule.kind for name in kind.components]
    message = f"{rule.column} names {case.kind_name(rule.kind)} that has no row of its own in {either(givers)}."
    found = case.finding(
        "links.missing_reference",
        rule.strength,
        message,
        fix=f"Add its row to {either(givers)}, or correct the identifier.",
        requirement=rule.requirement,
    )
    return missing(case, found, wrong, kind=rule.kind, column=rule.column)


def _of_targets(case: Case, rule: ReferenceRule) -> pl.Series:
    if not rule.targets:
        return case.ids.of_kind(rule.kind)
    return case.presence.components.cast(pl.String).is_in(rule.targets).fill_null(value=False)


def _beyond(case: Case, rule: ReferenceRule, component: str) -> list[Group]:
    """Look among what is known only; where nothing of the kind is known, say that nobody looked."""
    cells = case.ids.column(component, rule.column, [rule.kind])
    known = case.ids.known.filter(pl.col("component").is_in(rule.targets))
    known = known.filter(case.ids.of_kind(rule.kind).gather(known["code"]))
    if cells.is_empty() or not known.is_empty():
        return _reference(case, rule, component)
    message = f"Not checked here: whether {rule.column} names {either(rule.targets)}. The server checks it."
    found = case.finding(
        "links.not_checked", NOTE, message, fix="Nothing needs to be done here.", requirement=rule.requirement
    )
    return case.at(found, cells["row"], column=rule.column)


def check_slots(case: Case) -> list[Group]:
    """Report pooled or external participants in columns where they have no place."""
    groups: list[Group] = []
    for rule in (rule for rule in case.rules.slots if case.tables.has(rule.components)):
        found = case.finding(
            f"links.{rule.slot}_record", rule.strength, rule.message, fix=rule.fix, requirement=rule.requirement
        )
        has_slot = slot_mask(case.ids, [rule.slot])
        for component in rule.components:
            cells = case.ids.column(component, rule.column, case.ids.names)
            wrong = cells.filter(has_slot.gather(cells["code"]))
            groups += case.at(found, wrong["row"], wrong["code"], column=rule.column)
    return groups
